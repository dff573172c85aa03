/** What goes wrong with a source, as somebody has to hear of it. */

export const TROUBLE_KINDS = [
  /** A file was truncated, or overwritten, before it was read to its end. */
  'truncated_unread',
  /** A file was deleted before it was read to its end. */
  'deleted_unread',
  /** An archive can not be unpacked. */
  'archive_damaged',
  /** A line was longer than the limit: only its head was taken. */
  'line_cut',
  /** What was sent found no room, and is gone. */
  'record_lost',
  /** The broker does not take a record; it is kept as dead letter. */
  'record_refused',
  /** Nothing was written for much longer than ever before. */
  'source_silent',
  /** The times that records tell of themselves are far from the time. */
  'clock_wrong',
] as const
export type TroubleKind = (typeof TROUBLE_KINDS)[number]

export interface Trouble {
  kind: TroubleKind
  /** The source that it happened to. */
  source: string
  /** For people. */
  message: string
  /** How many times it happened. */
  count: number
  /** What is gone, where that is known. */
  lost_bytes: number
}

/** Called at once and as often as it happens; whoever is called bounds what becomes of it. */
export type OnTrouble = (trouble: Trouble) => void
