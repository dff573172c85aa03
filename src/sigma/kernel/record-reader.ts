import type { SigmaEvent } from '../event.ts'
import type { Path } from './keys.ts'

/** A place in a record that takes part in the decision what the record is. */
export interface ControlKey {
  readonly path: Path
  /** Whether what stands there counts; otherwise only whether something does, and of what kind. */
  readonly by_value: boolean
  /**
   * A text, with `mark` somewhere in it, that decides the same as this value and as all others for which it is the same;
   * undefined if it is this one that counts.
   */
  alike(value: unknown, mark: string): string | undefined
}

/**
 * How records of JSON become events, as the kernel has to know it to do without: which keys decide, and by which names
 * the fields of the event are found in the record. What `read` makes of a record must follow from its control keys
 * alone: which logsource it has, and for every other place in it whether it is a field, and of which name.
 */
export interface RecordReader<Event extends SigmaEvent = SigmaEvent> {
  readonly controls: readonly ControlKey[]
  /** The maps whose members may be fields under their own names; the record itself is `[]`. */
  readonly containers: readonly Path[]
  /** Places where keys may lie that decide but can not be named: a record with one of these is left to others. */
  readonly refused: readonly Path[]
  /**
   * Where records keep their time, the better places first. What stands there is told without making an event of the
   * record; see `ByteMatcher.notedValues`.
   */
  readonly noted: readonly Path[]
  /**
   * The time of a record that has this at its noted places, as it is written with matches; null if it tells none. A time
   * as in `2026-01-02 03:04:05.678` is UTC.
   */
  timeOf(noted: Readonly<Record<string, unknown>>): string | null
  /** The event that a record is. Its logsource, fields and text are all that is looked at. */
  read(record: Uint8Array): Event
  /** Whether the control keys of a record tell that its fields are made of several: then it is left to others. */
  isDerived(event: Event): boolean
}
