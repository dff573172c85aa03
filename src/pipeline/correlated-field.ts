import type { LogEvent } from '../schema/event.ts'
import { fieldValue } from '../sigma/index.ts'
import { DeferredEvent } from './deferred-event.ts'

/** A field of the event; where it has none of that name, `host` and `source` are those of its record. */
export function correlatedField(event: LogEvent, name: string): unknown {
  const value = event instanceof DeferredEvent ? event.valueOf(name) : fieldValue(event.fields, name)
  if (value !== undefined) return value
  if (name === 'host' || name === 'source') return event[name] || undefined
  return undefined
}

/** As many times syslog may say that a message was repeated: its `message repeated 5 times: [ ... ]` is five events. */
const REPETITIONS_MAX = 100

/** Of how many events a record tells. Records of JSON tell of one. */
export function repetitionsOf(event: LogEvent): number {
  if (event instanceof DeferredEvent || !event.format.startsWith('syslog')) return 1
  const { repeated } = event.fields
  return typeof repeated === 'number' && repeated > 1 ? Math.min(repeated, REPETITIONS_MAX) : 1
}
