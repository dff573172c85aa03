/**
 * What a correlator is fed with: one match of a rule that a correlation names, already sorted into its group; or one
 * time at which a correlation held that another correlation names. Plain data, so that it can go through a topic:
 * signals of one `correlation` and `key` must reach the same correlator.
 */
export interface Signal {
  readonly id: SignalId
  /** The id of the correlation. */
  readonly correlation: string
  /** The group: the values of the fields of `group-by`, in their order (`encodeKey`). */
  readonly key: string
  /** The id of the rule that matched, or of the correlation that held. */
  readonly rule: string
  /** The event's own time, in milliseconds since 1970. */
  readonly time_ms: number
  /** A text to be told apart (value_count, the share of value_percentile), a number to be summed up, or nothing. */
  readonly value: string | number | null
  /** Values of the fields that correlations further out group by or count, and that are not in `key`. */
  readonly carried: readonly (string | null)[]
}

/**
 * The event's id (with the rule's, where rules are told apart), or what identifies the inner correlation's result. One
 * that was seen before changes nothing. A number where no event can come twice (`scan`): its place among all.
 */
export type SignalId = string | number
