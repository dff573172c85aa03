/**
 * What this folder asks of an event: the smallest shape that every rule can be matched against. Nothing here
 * depends on how an event was read or what becomes of a match.
 */

/** Where an event comes from, or which events a rule is meant for (specification, "LogSource"). Absent: not known. */
export interface Logsource {
  readonly product?: string | undefined
  readonly service?: string | undefined
  readonly category?: string | undefined
}

export interface SigmaEvent {
  readonly logsource: Logsource
  /** Under the names of the Sigma taxonomy. Values are whatever JSON can hold; rules reach inside with dotted names. */
  readonly fields: Readonly<Record<string, unknown>>
  /** The whole record as text. */
  readonly raw: string
  /**
   * Whether the record is of fields by itself, as JSON and XML are. Of any other the text is searched for keywords next to
   * the values of the fields; that of such a record says the same over again, in escapes and with names of fields in it.
   */
  readonly is_structured?: boolean
}
