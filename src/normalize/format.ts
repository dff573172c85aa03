import type { Logsource } from '../schema/logsource.ts'

/**
 * What a log format is to the normaliser: a name and a pure function from text to the parts of an event. Formats
 * know neither records nor identifiers; `normalize.ts` puts the parts into an event.
 */

/** What a format may need to know beside the text. */
export interface ParseContext {
  /** When the record was received, in milliseconds since 1970 (UTC): times without a year are placed by it. */
  readonly received_ms: number
  /** Minutes east of UTC for times that name no zone; 60 for UTC+1. */
  readonly zone_offset_minutes: number
  /** The field that holds the time of records of JSON, where the user knows it. Dots lead into maps. */
  readonly time_field?: string | undefined
  /**
   * Reads a text that a record holds as a record of any format; undefined where it is of none. Absent where records
   * hold records too often.
   */
  readonly within?: ((text: string, context: ParseContext) => ParsedRecord | undefined) | undefined
}

/** What a format understood of a text. Time, host and text may be getters: most events are never asked for them. */
export interface ParsedRecord {
  /** A more exact name than the format's, where one format recognises several kinds of record. */
  readonly format?: string
  /** Milliseconds since 1970 (UTC); absent where the record tells no time that can be read. */
  readonly time_ms?: number | undefined
  /** The machine that wrote the record, where the record tells. */
  readonly host?: string | undefined
  /** What the format tells; tables of logsources may tell more, and other (`logsources/logsource-table.ts`). */
  readonly logsource: Logsource
  /** What the record itself says of its logsource, which wins over all but what its source is configured to be. */
  readonly said?: Logsource | undefined
  readonly fields: Readonly<Record<string, unknown>>
  /** Free text in which addresses and user names are still to be looked for. */
  readonly text?: string | undefined
  /** The text clearly began as this format and then did not keep to it. */
  readonly parse_failure?: boolean
}

export interface LogFormat {
  /** Stands in `LogEvent.format`. */
  readonly name: string
  /** Whether its records are of fields by themselves; see `LogEvent`. */
  readonly is_structured?: boolean
  /** The parts of the record, or undefined where the text is not of this format. Linear in the text's length. */
  parse(text: string, context: ParseContext): ParsedRecord | undefined
}
