import type { Entity, LogEvent } from '../schema/event.ts'
import type { Logsource } from '../schema/logsource.ts'

/** An event that is made of its record only if something is read of it that the record's bytes do not tell. */
export class DeferredEvent implements LogEvent {
  readonly #make: () => LogEvent
  readonly #tellTime: () => number | undefined
  #event: LogEvent | undefined
  #time_ms: number | undefined

  /** @param tellTime The event's time as the bytes tell it; undefined if they do not. */
  constructor(make: () => LogEvent, tellTime: () => number | undefined) {
    this.#make = make
    this.#tellTime = tellTime
  }

  get time_ms(): number {
    this.#time_ms ??= this.#event?.time_ms ?? this.#tellTime() ?? this.#made.time_ms
    return this.#time_ms
  }

  get id(): string {
    return this.#made.id
  }

  get host(): string {
    return this.#made.host
  }

  get source(): string {
    return this.#made.source
  }

  get format(): string {
    return this.#made.format
  }

  get logsource(): Logsource {
    return this.#made.logsource
  }

  get fields(): Readonly<Record<string, unknown>> {
    return this.#made.fields
  }

  get entities(): readonly Entity[] {
    return this.#made.entities
  }

  get raw(): string {
    return this.#made.raw
  }

  get #made(): LogEvent {
    this.#event ??= this.#make()
    return this.#event
  }
}
