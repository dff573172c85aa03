import type { LogsourceTable } from '../normalize/logsources/logsource-table.ts'
import {
  LOGSOURCES,
  type NormalizeOptions,
  type NormalizeResult,
  normalizeLazily,
} from '../normalize/normalize.ts'
import { PlainUtcTimes } from '../normalize/time/plain-utc-time.ts'
import type { LogEvent } from '../schema/event.ts'
import type { Logsource } from '../schema/logsource.ts'
import {
  type ByteLines,
  type ByteMatcher,
  createByteMatcher,
  createMatcher,
  type DetectionRule,
  type IndexedMatcher,
  LEFT_TO_OTHERS,
  type MatcherOptions,
  type TemplateOf,
  TO_BE_TAKEN,
  UNTOLD,
  type WrittenBatch,
} from '../sigma/index.ts'
import type { RuleMatch } from './alert.ts'
import { DeferredEvent, type EventSource } from './deferred-event.ts'
import { recordReader, timeOfNoted } from './json-records.ts'

/** Lines in one buffer; line i is `bytes[bounds[2 * i]]` up to before `bytes[bounds[2 * i + 1]]`. */
export interface LineBatch extends ByteLines {
  /** Roughly when they were written, in milliseconds since 1970 (UTC): times without a year are placed by it. */
  readonly written_ms: number
}

export interface LineCounts {
  /** Lines that are not empty. */
  events: number
  /** Those that clearly began as a format and did not keep to it. */
  unparsed: number
  /** The first of those, by its place in the batch; -1 if there is none. */
  first_unparsed: number
  /** Events of which neither product nor service nor category is known. */
  without_logsource: number
}

/** A rule that matched a line. */
export interface LineMatch extends RuleMatch {
  readonly rule: DetectionRule
}

export type LineReceiver = (line: number, event: LogEvent, matches: readonly LineMatch[]) => void

/** Takes what is written of matches from the bytes of lines. */
export interface WrittenReceiver extends WrittenBatch {
  /** Comes in the order of lines, also with what is found. The bytes are overwritten after. */
  written(bytes: Uint8Array): void
  /** So many matches of a rule were written of this batch. */
  counted(rule: DetectionRule, matches: number): void
}

/** Matches rules against many lines at once. */
export interface LineMatcher {
  /**
   * Calls `found` for each line with matches, in order. The event's time, host and entities are found when they are
   * read; a time that the line does not tell is NaN. Nothing of the batch is kept but what `found` keeps.
   *
   * @param writing Takes the matches of lines that can be written by the templates: `found` is not called for these.
   */
  match(batch: LineBatch, found: LineReceiver, writing?: WrittenReceiver): LineCounts
  /** Rules that are not tried any more; see `Matcher`. */
  readonly quarantined: readonly DetectionRule[]
  /** What the tables over the rules take now. */
  tableBytes(): number
}

export interface LineMatcherOptions {
  /** What the user says of the lines; wins over what a line says of itself, and that over what is detected. */
  readonly logsource: Logsource
  /** What tells logsources by fields; that of the product alone if not given. */
  readonly logsources?: LogsourceTable | undefined
  /** The field in which lines of JSON keep their time, if it is none of the usual ones. */
  readonly time_field: string | undefined
  /** Which rules are tried on events of which nothing is known. */
  readonly unknown_logsource: NonNullable<MatcherOptions['unknown_logsource']>
  /** The compiled kernel, which matches most lines of JSON many times faster; the result is the same without. */
  readonly kernel?: Uint8Array | undefined
  /** Fields that are asked of events by `fieldOf`, by the rule that they match. */
  readonly told?: ((rule: DetectionRule) => readonly string[]) | undefined
  /** How matches are written where the kernel can; not at all if not given. */
  readonly templateOf?: TemplateOf | undefined
}

export function createLineMatcher(rules: readonly DetectionRule[], options: LineMatcherOptions): LineMatcher {
  return new ByteLineMatcher(rules, options)
}

class ByteLineMatcher implements LineMatcher {
  readonly #options: LineMatcherOptions
  readonly #matcher: IndexedMatcher
  readonly #bytes: ByteMatcher | undefined
  readonly #normalize_options: NormalizeOptions
  readonly #plain_times = new PlainUtcTimes()
  readonly #readTime = (bytes: Uint8Array, start: number, length: number) =>
    this.#plain_times.read(bytes, start, length)
  /** The line of which the kernel still knows what it has found. */
  #known_line = -1

  constructor(rules: readonly DetectionRule[], options: LineMatcherOptions) {
    const { logsources = LOGSOURCES, time_field, unknown_logsource, kernel, templateOf, told } = options
    this.#options = options
    this.#matcher = createMatcher(rules, { unknown_logsource })
    this.#normalize_options = { time_field, time_otherwise_ms: Number.NaN, logsources }
    this.#bytes =
      kernel &&
      createByteMatcher({
        kernel,
        rules,
        reader: recordReader(logsources, value => this.#normalized(value, 0).event),
        options: { unknown_logsource },
        ...(told && { told }),
        // The kernel looks for a time in the usual places.
        ...(templateOf && time_field === undefined ? { templateOf } : {}),
      })
  }

  get quarantined(): readonly DetectionRule[] {
    return this.#matcher.quarantined
  }

  tableBytes(): number {
    return this.#matcher.tableBytes() + (this.#bytes?.tableBytes() ?? 0)
  }

  match(batch: LineBatch, found: LineReceiver, writing?: WrittenReceiver): LineCounts {
    const counts: LineCounts = { events: 0, unparsed: 0, first_unparsed: -1, without_logsource: 0 }
    const bytes = this.#bytes?.load(batch, writing) ? this.#bytes : undefined
    const source = bytes && this.#sourceOf(bytes, batch)
    for (let line = 0; line < batch.count; line++) {
      if (bytes) line = bytes.run(line)
      if (line === batch.count) break
      if (bytes?.stopped === TO_BE_TAKEN) {
        writing?.written(bytes.takeWritten())
        line--
        continue
      }
      if (bytes && writing) writing.written(bytes.takeWritten())
      if (bytes && source && bytes.stopped !== LEFT_TO_OTHERS) {
        this.#known_line = line
        const event = new DeferredEvent(source, line)
        found(line, event, bytes.matchesOf(bytes.stopped, event))
      } else this.#matchAlone(batch, line, found, counts)
    }
    this.#known_line = -1
    if (!bytes) return counts
    counts.events = bytes.events
    counts.without_logsource += bytes.without_logsource
    if (writing) {
      writing.written(bytes.takeWritten())
      for (const [rule, matches] of bytes.takeCounts()) writing.counted(rule, matches)
    }
    return counts
  }

  /** What the kernel tells of lines of a batch, each as long as it is the last that was matched. */
  #sourceOf(bytes: ByteMatcher, batch: LineBatch): EventSource {
    return {
      make: line => this.#normalized(recordBytes(batch, line), batch.written_ms).event,
      timeOf: line =>
        this.#options.time_field === undefined && this.#known_line === line
          ? (bytes.readNotedText(this.#readTime) ?? timeOfNoted(bytes.notedValues()))
          : undefined,
      valueOf: (line, name) => (this.#known_line === line ? bytes.valueOf(name) : UNTOLD),
    }
  }

  /** A line that is left to the indexed matcher. */
  #matchAlone(batch: LineBatch, line: number, found: LineReceiver, counts: LineCounts): void {
    const value = recordBytes(batch, line)
    if (value.length === 0) return
    counts.events++
    const { event, parse_failure } = this.#normalized(value, batch.written_ms)
    if (parse_failure && counts.unparsed++ === 0) counts.first_unparsed = line
    if (isUnknown(event.logsource)) counts.without_logsource++
    const matches = this.#matcher.match(event)
    if (matches.length > 0) found(line, event, matches)
    if (this.#matcher.quarantined.length > 0) this.#bytes?.quarantine(this.#matcher.quarantined)
  }

  #normalized(value: Uint8Array, received_ms: number): NormalizeResult {
    const { logsource } = this.#options
    return normalizeLazily(
      { id: '', host: '', source: '', logsource, value, received_ms },
      this.#normalize_options,
    )
  }
}

function recordBytes({ bytes, bounds }: LineBatch, line: number): Uint8Array {
  return bytes.subarray(bounds[2 * line], bounds[2 * line + 1])
}

const isUnknown = ({ product, service, category }: Logsource) =>
  product === undefined && service === undefined && category === undefined
