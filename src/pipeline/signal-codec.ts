import { z } from 'zod'
import type { ClockReading } from '../correlate/event-clock.ts'
import { decodeKey } from '../correlate/key.ts'
import type { Signal } from '../correlate/signal.ts'
import { ENTITY_TYPES, type Entity, type LogEvent } from '../schema/event.ts'
import type { RecordPosition } from '../schema/log-record.ts'
import type { OutgoingRecord } from '../transport/transport.ts'

/**
 * What travels on `sentinel.signals`, as JSON: signals, under a key that brings those of one group to one partition,
 * each with what a timeline tells of its event; and, to every partition, how far the time of each partition of the
 * logs has come. Anybody may write there: what does not fit is refused.
 */

/** What a timeline tells of an event. */
export interface SignalContext {
  readonly host: string
  readonly source: string
  readonly message: string
  readonly entities: readonly Entity[]
  readonly position: RecordPosition
}

export interface ClockNews {
  /** Partitions of the logs whose records are about to be read. */
  readonly begun: readonly string[]
  readonly readings: readonly ClockReading[]
  /** Partitions in which there is nothing left to read, as of `at_ms`. */
  readonly idle: readonly string[]
  readonly at_ms: number
}

export type SignalMessage =
  | { readonly kind: 'signal'; readonly signal: Signal; readonly context: SignalContext }
  | { readonly kind: 'clock'; readonly news: ClockNews }

const MESSAGE_LENGTH_MAX = 500
const NAME_LENGTH_MAX = 300
const ENTITIES_MAX = 10

const text = z.string().max(100_000)
const time = z.int()
const readingSchema = z.object({
  input: text,
  times_ms: z.array(time).max(2),
  received_ms: time.nullable(),
})
const messageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('signal'),
    signal: z.object({
      id: text,
      correlation: text,
      key: text,
      rule: text,
      time_ms: time,
      value: z.union([text, z.number(), z.null()]),
      carried: z.array(text.nullable()).max(1000),
    }),
    context: z.object({
      host: text,
      source: text,
      message: text,
      entities: z.array(z.object({ type: z.enum(ENTITY_TYPES), value: text })).max(ENTITIES_MAX),
      position: z.object({ topic: text, partition: z.int().nonnegative(), offset: z.int().nonnegative() }),
    }),
  }),
  z.object({
    kind: z.literal('clock'),
    news: z.object({
      begun: z.array(text),
      readings: z.array(readingSchema),
      idle: z.array(text),
      at_ms: time,
    }),
  }),
])

export function contextOf(event: LogEvent, message: string, position: RecordPosition): SignalContext {
  return {
    host: cut(event.host, NAME_LENGTH_MAX),
    source: cut(event.source, NAME_LENGTH_MAX),
    message: cut(message, MESSAGE_LENGTH_MAX),
    entities: event.entities
      .slice(0, ENTITIES_MAX)
      .map(({ type, value }) => ({ type, value: cut(value, NAME_LENGTH_MAX) })),
    position,
  }
}

const cut = (text: string, length_max: number) =>
  text.length <= length_max ? text : `${text.slice(0, length_max).toWellFormed()}…`

export function encodeMessage(message: SignalMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message))
}

export function signalRecord(key: string, signal: Signal, context: SignalContext): OutgoingRecord {
  return { key, value: encodeMessage({ kind: 'signal', signal, context }), headers: {} }
}

/** Throws on what is no message, with the reason. */
export function decodeMessage(value: Uint8Array): SignalMessage {
  const message = messageSchema.parse(JSON.parse(Buffer.from(value).toString('utf8')))
  if (message.kind === 'signal') decodeKey(message.signal.key)
  return message
}
