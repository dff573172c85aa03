import type { Entity, LogEvent } from '../schema/event.ts'
import type { LogRecord } from '../schema/log-record.ts'
import type { Logsource } from '../schema/logsource.ts'
import { EntitySet } from './entities/entity-set.ts'
import { addFieldEntities } from './entities/field-entities.ts'
import { addTextEntities } from './entities/text-entities.ts'
import type { ParsedRecord } from './format.ts'
import type { LogsourceTable } from './logsources/logsource-table.ts'

export interface EventParts {
  readonly record: LogRecord
  readonly raw: string
  readonly format: string
  readonly parsed: ParsedRecord
  readonly is_structured: boolean
  /** The event's time where the record tells none. */
  readonly time_otherwise_ms: number
  readonly logsources: LogsourceTable
}

/**
 * An event of which only what rules look at is there from the start: most events match no rule, and to find the time
 * and the entities of an event takes longer than to match it.
 */
export class LazyEvent implements LogEvent {
  readonly id: string
  readonly source: string
  readonly format: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly raw: string
  readonly is_structured: boolean
  readonly #parts: EventParts
  #logsource: Logsource | undefined
  #time_ms: number | undefined
  #host: string | undefined
  #entities: readonly Entity[] | undefined

  constructor(parts: EventParts) {
    const { record, raw, format, parsed, is_structured } = parts
    this.#parts = parts
    this.id = record.id
    this.source = record.source
    this.format = format
    this.fields = parsed.fields
    this.raw = raw
    this.is_structured = is_structured
  }

  get logsource(): Logsource {
    if (!this.#logsource) {
      const { record, parsed, logsources } = this.#parts
      const said = { ...parsed.said, ...record.logsource }
      this.#logsource = logsources.logsourceOf(parsed.fields, said, parsed.logsource)
    }
    return this.#logsource
  }

  get time_ms(): number {
    this.#time_ms ??= this.#parts.parsed.time_ms ?? this.#parts.time_otherwise_ms
    return this.#time_ms
  }

  get host(): string {
    this.#host ??= this.#parts.parsed.host ?? this.#parts.record.host
    return this.#host
  }

  get entities(): readonly Entity[] {
    this.#entities ??= this.#findEntities()
    return this.#entities
  }

  #findEntities(): readonly Entity[] {
    const { fields, text } = this.#parts.parsed
    const entities = new EntitySet()
    addFieldEntities(fields, entities)
    if (text !== undefined) addTextEntities(text, entities)
    entities.add('host', this.host)
    return entities.toList()
  }
}
