import type { Entity, LogEvent } from '../schema/event.ts'
import type { Logsource } from '../schema/logsource.ts'
import { fieldValue, UNTOLD } from '../sigma/index.ts'

/** What an event is made of: a record, or what its bytes tell of it. */
export interface EventSource {
  /** The event of the line. */
  make(line: number): LogEvent
  /** The event's time as the bytes tell it; undefined if they do not. */
  timeOf(line: number): number | undefined
  /** What the bytes tell of a field, as `ByteMatcher.valueOf` has it. */
  valueOf(line: number, name: string): unknown
}

/** An event that is made of its record only if something is read of it that the record's bytes do not tell. */
export class DeferredEvent implements LogEvent {
  readonly #source: EventSource
  readonly #line: number
  #event: LogEvent | undefined
  #time_ms: number | undefined

  constructor(source: EventSource, line: number) {
    this.#source = source
    this.#line = line
  }

  /** What `fieldValue` says; a list of nothing, a map and null may be told as undefined. */
  valueOf(name: string): unknown {
    const told = this.#event ? UNTOLD : this.#source.valueOf(this.#line, name)
    return told === UNTOLD ? fieldValue(this.fields, name) : told
  }

  get time_ms(): number {
    this.#time_ms ??= this.#event?.time_ms ?? this.#source.timeOf(this.#line) ?? this.#made.time_ms
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
    this.#event ??= this.#source.make(this.#line)
    return this.#event
  }
}
