import type { LeftOut } from '../../correlate/router.ts'
import type { BlockResult } from '../../pipeline/scan/scan-block.ts'
import { quarantineProblem } from '../../rulebase/quarantine-problem.ts'
import type { Clock } from '../../runtime/clock.ts'
import { printable } from '../../runtime/printable.ts'
import type { Invocation } from '../command.ts'
import type { InputReport } from './read-blocks.ts'
import type { RulesUsed } from './scanner.ts'

/** As many lines of a kind are told; the rest is counted. */
const SHOWN_MAX = 20
const PROGRESS_MS = 200

/** What is told on standard error: what could not be read, how far the scan is, and at the end what it came to. */
export class ScanReport implements InputReport {
  readonly #stderr: Invocation['stderr']
  readonly #clock: Clock
  readonly #shows_progress: boolean
  readonly #started_ms: number
  readonly #unparsed = new Map<string, { count: number; first: number }>()
  #progress_ms: number
  #is_line_open = false
  #told = 0
  #bytes = 0
  #skipped = 0
  #without_logsource = 0
  /** By what people are told of each. */
  readonly #quarantined = new Set<string>()
  readonly #left_out = new Map<string, LeftOut>()
  #table_bytes = 0
  events = 0
  matches = 0
  unparsed = 0
  worst = -1
  unreadable_files = 0
  /** Read, but not to their end. */
  damaged_files = 0
  /** What correlations did not take. */
  left_out = 0

  constructor(invocation: Pick<Invocation, 'stderr' | 'clock'>, shows_progress: boolean) {
    this.#stderr = invocation.stderr
    this.#clock = invocation.clock
    this.#shows_progress = shows_progress
    this.#started_ms = invocation.clock.now()
    this.#progress_ms = this.#started_ms
  }

  read(bytes: number): void {
    this.#bytes += bytes
  }

  leftOut(file: string, line: number, reason: string): void {
    this.unparsed++
    this.events++
    this.#tell(`${file}:${line}: unparsed: ${reason}`)
  }

  damaged(file: string, reason: string): void {
    this.damaged_files++
    this.#tell(`${file}: read in part: ${reason}`)
  }

  unreadable(file: string, reason: string): void {
    this.unreadable_files++
    this.#tell(`${file}: not read: ${reason}`)
  }

  skipped(_file: string): void {
    this.#skipped++
  }

  add(result: BlockResult): void {
    const { file, events, matches, unparsed, first_unparsed, without_logsource, worst } = result
    for (const rule of result.quarantined) {
      const { file, line, reason } = quarantineProblem(rule)
      this.#quarantined.add(`${file}:${line}: ${reason}`)
    }
    for (const { correlation, ...counts } of result.left_out) {
      const sum = this.#left_out.get(correlation) ?? { without_group: 0, without_value: 0, not_a_number: 0 }
      sum.without_group += counts.without_group
      sum.without_value += counts.without_value
      sum.not_a_number += counts.not_a_number
      this.#left_out.set(correlation, sum)
    }
    // Every thread has tables of its own, of which the largest counts.
    this.#table_bytes = Math.max(this.#table_bytes, result.table_bytes)
    this.events += events
    this.matches += matches
    this.unparsed += unparsed
    this.#without_logsource += without_logsource
    this.worst = Math.max(this.worst, worst)
    if (first_unparsed !== null) {
      const known = this.#unparsed.get(file)
      if (known) known.count += unparsed
      else this.#unparsed.set(file, { count: unparsed, first: first_unparsed })
    }
    this.#progress()
  }

  /** What correlations found, by their levels' places in LEVELS. */
  addStories(levels: readonly number[]): void {
    this.matches += levels.length
    for (const level of levels) this.worst = Math.max(this.worst, level)
  }

  #tellLeftOut(titleOf: (correlation: string) => string): void {
    for (const [correlation, counts] of [...this.#left_out].slice(0, SHOWN_MAX)) {
      const reasons = [
        [counts.without_group, 'have no value, or several, in a field to group by'],
        [counts.without_value, 'lack the field that is asked about'],
        [counts.not_a_number, 'have no number in it'],
      ] as const
      const told = reasons.flatMap(([count, reason]) => (count > 0 ? `${count} ${reason}` : []))
      this.#write(`the correlation '${titleOf(correlation)}' could not take all matches: ${told.join(', ')}`)
    }
  }

  end(rules: RulesUsed, is_strict: boolean): void {
    this.#clear()
    const seconds = Math.max(this.#clock.now() - this.#started_ms, 1) / 1000
    for (const [file, { count, first }] of [...this.#unparsed].slice(0, SHOWN_MAX))
      this.#write(
        `${file}:${first}: unparsed: the first of ${count} records that do not keep to their format`,
      )
    for (const { file, line, reason } of rules.problems.slice(0, SHOWN_MAX))
      this.#write(`${file}${line === null ? '' : `:${line}`}: rule left out: ${reason}`)
    if (rules.problems.length > SHOWN_MAX)
      this.#write(
        `${rules.problems.length - SHOWN_MAX} more rules left out: \`log-sentinel rules check\` tells all`,
      )
    for (const told of [...this.#quarantined].slice(0, SHOWN_MAX)) this.#write(told)
    if (this.#told > SHOWN_MAX) this.#write(`${this.#told - SHOWN_MAX} more of the kind`)
    if (this.#skipped > 0) this.#write(`${this.#skipped} files in folders are no logs and were left out`)
    if (this.#without_logsource > 0)
      this.#write(
        `nothing tells the logsource of ${this.#without_logsource} events: ${is_strict ? 'only rules without a product were' : 'all rules were'} tried on them` +
          `${is_strict ? '' : ' (--logsource tells it, --strict-logsource tries only rules without a product)'}`,
      )
    const titles = new Map(rules.correlated.correlations.map(({ id, title }) => [id, title]))
    this.#tellLeftOut(correlation => titles.get(correlation) ?? correlation)
    if (this.left_out > 0)
      this.#write(
        `${this.left_out} matches are not part of correlations: they came too late, or a group held too many`,
      )
    if (this.unreadable_files + this.damaged_files > 0)
      this.#write(`${this.unreadable_files} files not read, ${this.damaged_files} read in part`)
    this.#write(
      `${this.events} events, ${this.matches} matches, ${this.unparsed} unparsed; ` +
        `${rules.loaded} rules loaded, ${rules.problems.length} left out, ${this.#quarantined.size} quarantined; ` +
        `${(this.#table_bytes / 1e6).toFixed(1)} MB of tables; ` +
        `${Math.round(this.events / seconds)} events/s`,
    )
  }

  #tell(text: string): void {
    this.#clear()
    if (this.#told++ < SHOWN_MAX) this.#write(text)
  }

  #write(text: string): void {
    this.#stderr.write(`${printable(text.replaceAll('\n', ' '))}\n`)
  }

  #progress(): void {
    const now_ms = this.#clock.now()
    if (!this.#shows_progress || now_ms < this.#progress_ms + PROGRESS_MS) return
    this.#progress_ms = now_ms
    const megabytes = Math.round(this.#bytes / 1e6)
    this.#clear()
    this.#stderr.write(`${this.events} events, ${this.matches} matches, ${megabytes} MB`)
    this.#is_line_open = true
  }

  #clear(): void {
    if (this.#is_line_open) this.#stderr.write('\r\u001b[K')
    this.#is_line_open = false
  }
}
