import { type ClockReading, createEventClock, type EventClockOptions } from '../correlate/event-clock.ts'
import type { Signal } from '../correlate/signal.ts'
import { messageOf } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { LogEvent } from '../schema/event.ts'
import type { RecordPosition } from '../schema/log-record.ts'
import { LOGS_TOPIC, SIGNALS_TOPIC } from '../schema/topics.ts'
import type { OutgoingRecord, Transport } from '../transport/transport.ts'
import { correlatedField, repetitionsOf } from './correlated-field.ts'
import type { Correlations } from './correlations.ts'
import { type ClockNews, contextOf, encodeMessage, signalRecord } from './signal-codec.ts'

/**
 * A detector's side of correlation: what a match means to correlations, as records for `sentinel.signals`, and how far
 * the time of the partitions that it detects on has come, which it tells to every partition of that topic.
 *
 * Time is told after the signals of the events that it was taken from are published, so that a correlator that has
 * heard of a time has the signals before it. A partition with nothing to read for as long as events may be late is
 * idle: whatever comes to it later than that is late.
 */
export interface SignalFeed {
  /** To be called before records are read: partitions that hold any, and whose time is not known, hold time up. */
  begin(next_offsets: ReadonlyMap<number, number>): Promise<void>
  /** False for an event from the future, which correlations leave out. */
  observe(partition: number, time_ms: number, received_ms: number): boolean
  /** What a match of the rule means to correlations. */
  signalsOf(
    correlations: Pick<Correlations, 'router' | 'spread'>,
    rule: string,
    match: FedMatch,
  ): OutgoingRecord[]
  /** All signals up to `next_offset` are published. */
  published(partition: number, next_offset: number): void
  /** Events of the future that were left out. */
  readonly ahead: number
  /** Tells how far time has come, where that is news. */
  tell(): Promise<void>
  /** Does so once a second until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>
}

export interface FedMatch {
  event: LogEvent
  /** One line that tells what happened. */
  message: string
  position: RecordPosition
}

export interface SignalFeedOptions {
  transport: Pick<Transport, 'publish' | 'topics'>
  times: EventClockOptions
  /** Without correlations no time is told. */
  isNeeded: () => boolean
  clock: Clock
  logger: Logger
}

const TELL_EVERY_MS = 1000
/** How often idle partitions are looked at and told of. */
const IDLE_EVERY_MS = 10_000

interface Fed {
  next_offset: number
  /** When it was last published for, by the clock of this process. */
  active_ms: number
  /** Its time as of then, as long as it has not been told. */
  news: ClockReading | null
  idle_told_ms: number
}

export function createSignalFeed({
  transport,
  times,
  isNeeded,
  clock,
  logger,
}: SignalFeedOptions): SignalFeed {
  let noted = createEventClock(times)
  const fed = new Map<number, Fed>()
  let ahead = 0

  async function ends(): Promise<Map<number, number>> {
    const [topic] = await transport.topics(LOGS_TOPIC)
    return new Map(topic?.partitions.map(({ partition, end_offset }) => [partition, end_offset]))
  }

  async function publish(news: ClockNews): Promise<void> {
    const [topic] = await transport.topics(SIGNALS_TOPIC)
    const value = encodeMessage({ kind: 'clock', news })
    await transport.publish(
      SIGNALS_TOPIC,
      (topic?.partitions ?? []).map(({ partition }) => ({ key: null, partition, value, headers: {} })),
    )
  }

  /** Partitions that have been quiet for long, and in which there is nothing left to read. */
  async function idlePartitions(now_ms: number): Promise<string[]> {
    const quiet = [...fed].filter(
      ([, { active_ms, idle_told_ms }]) =>
        now_ms - active_ms >= times.lateness_ms && now_ms - idle_told_ms >= IDLE_EVERY_MS,
    )
    if (quiet.length === 0) return []
    const end_offsets = await ends()
    return quiet
      .filter(([partition, { next_offset }]) => (end_offsets.get(partition) ?? 0) <= next_offset)
      .map(([partition, quiet]) => {
        quiet.idle_told_ms = now_ms
        return String(partition)
      })
  }

  async function tellNews(): Promise<void> {
    if (!isNeeded()) return
    const at_ms = clock.now()
    const idle = await idlePartitions(at_ms)
    const readings = [...fed.values()].flatMap(({ news }) => news ?? [])
    if (readings.length === 0 && idle.length === 0) return
    await publish({ begun: [], readings, idle, at_ms })
    for (const one of fed.values()) if (one.news && readings.includes(one.news)) one.news = null
  }

  return {
    get ahead() {
      return ahead
    },
    async begin(next_offsets) {
      // Whoever reads on from the committed offsets does not see the times before them.
      await tellNews()
      noted = createEventClock(times)
      fed.clear()
      const now_ms = clock.now()
      for (const [partition, next_offset] of next_offsets)
        fed.set(partition, { next_offset, active_ms: now_ms, news: null, idle_told_ms: 0 })
      if (!isNeeded()) return
      const end_offsets = await ends()
      const begun = [...next_offsets]
        .filter(([partition, next_offset]) => (end_offsets.get(partition) ?? 0) > next_offset)
        .map(([partition]) => String(partition))
      if (begun.length > 0) await publish({ begun, readings: [], idle: [], at_ms: now_ms })
    },
    observe(partition, time_ms, received_ms) {
      if (noted.observe(String(partition), time_ms, received_ms) === 'ok') return true
      ahead++
      return false
    },
    signalsOf({ router, spread }, rule, { event, message, position }) {
      if (!router.knows(rule)) return []
      const field = (name: string) => correlatedField(event, name)
      const signals: Signal[] = []
      for (let nth = 0; nth < repetitionsOf(event); nth++) {
        const event_id = nth === 0 ? event.id : `${event.id}#${nth}`
        signals.push(...router.signalsOf({ rule, event_id, time_ms: event.time_ms, field }))
      }
      if (signals.length === 0) return []
      const context = contextOf(event, message, position)
      return signals.map(signal => signalRecord(spread(signal), signal, context))
    },
    published(partition, next_offset) {
      const one = fed.get(partition)
      if (!one) return
      one.next_offset = next_offset
      one.active_ms = clock.now()
      one.news = noted.state.inputs.find(({ input }) => input === String(partition)) ?? null
    },
    tell: tellNews,
    async run(signal) {
      while (!signal.aborted) {
        try {
          await tellNews()
        } catch (error) {
          // Time that is not told holds decisions up, no more; the next second tells it.
          logger.debug({ problem: messageOf(error) }, 'time not told to correlators')
        }
        await clock.sleep(TELL_EVERY_MS, signal)
      }
    },
  }
}
