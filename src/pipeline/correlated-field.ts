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
