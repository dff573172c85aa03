import type { Entity, LogEvent } from '../schema/event.ts'
import type { Logsource } from '../schema/logsource.ts'
import { fieldValue, UNTOLD } from '../sigma/index.ts'

/** An event that is made of its record only if something is read of it that the record's bytes do not tell. */
export class DeferredEvent implements LogEvent {
  readonly #make: () => LogEvent
  readonly #tellTime: () => number | undefined
  readonly #tellField: (name: string) => unknown
  #event: LogEvent | undefined
  #time_ms: number | undefined

  /**
   * @param tellTime The event's time as the bytes tell it; undefined if they do not.
   * @param tellField What the bytes tell of a field, as `ByteMatcher.valueOf` has it.
   */
  constructor(
    make: () => LogEvent,
    tellTime: () => number | undefined,
    tellField: (name: string) => unknown,
  ) {
    this.#make = make
    this.#tellTime = tellTime
    this.#tellField = tellField
  }

  /** What `fieldValue` says; a list of nothing, a map and null may be told as undefined. */
  valueOf(name: string): unknown {
    const told = this.#event ? UNTOLD : this.#tellField(name)
    return told === UNTOLD ? fieldValue(this.fields, name) : told
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

  get is_structured(): boolean {
    return this.#made.is_structured
  }

  get #made(): LogEvent {
    this.#event ??= this.#make()
    return this.#event
  }
}
