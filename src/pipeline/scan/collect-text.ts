import type { MatchedField } from '../../schema/alert.ts'
import type { LogEvent } from '../../schema/event.ts'
import { isoTime, type RuleMatch } from '../alert.ts'
import type { Collected, Collector } from './collect.ts'

type Rule = RuleMatch['rule']

/** The parts of a match as they are written; what does not depend on the rule is made once for an event. */
interface MatchText {
  readonly file: string
  readonly line: number
  readonly time: string | null
  readonly matched: readonly MatchedField[]
  /** JSON. */
  readonly fields: string
}

/** A text for each match, one behind the other. */
abstract class TextCollector implements Collector {
  #text = ''

  protected abstract textOf(rule: Rule, match: MatchText): string

  add(file: string, line: number, event: LogEvent, matches: readonly RuleMatch[]): void {
    const time = isoTime(event.time_ms) ?? null
    const fields = JSON.stringify(event.fields)
    for (const { rule, matched } of matches)
      this.#text += this.textOf(rule, { file, line, time, matched, fields })
  }

  take(): Collected {
    const bytes = ENCODER.encode(this.#text)
    this.#text = ''
    return { kind: 'text', bytes }
  }
}

const ENCODER = new TextEncoder()

/** One JSON object a line for each match. */
export class NdjsonCollector extends TextCollector {
  readonly #starts = new Map<Rule, string>()
  #file = ''
  #file_text = '""'

  protected textOf(rule: Rule, { file, line, time, matched, fields }: MatchText): string {
    return (
      `${this.#startOf(rule)},"file":${this.#textOf(file)},"line":${line},"time":${time === null ? 'null' : `"${time}"`},` +
      `"matched":${JSON.stringify(matched)},"fields":${fields}}\n`
    )
  }

  /** Of a name that comes again and again. */
  #textOf(file: string): string {
    if (file !== this.#file) {
      this.#file = file
      this.#file_text = JSON.stringify(file)
    }
    return this.#file_text
  }

  #startOf(rule: Rule): string {
    let start = this.#starts.get(rule)
    if (start === undefined) {
      const { id: rule_id, title: rule_title, level, tags } = rule
      start = JSON.stringify({ rule_id, rule_title, level, tags }).slice(0, -1)
      this.#starts.set(rule, start)
    }
    return start
  }
}

export const CSV_COLUMNS = [
  'rule_id',
  'rule_title',
  'level',
  'tags',
  'file',
  'line',
  'time',
  'matched',
  'fields',
] as const

/** RFC 4180, with LF at the ends of lines. */
export class CsvCollector extends TextCollector {
  protected textOf({ id, title, level, tags }: Rule, match: MatchText): string {
    const { file, line, time, matched, fields } = match
    return csvLine({
      rule_id: id,
      rule_title: title,
      level,
      tags: tags.join(' '),
      file,
      line: String(line),
      time: time ?? '',
      matched: JSON.stringify(matched),
      fields,
    })
  }
}

export function csvLine(record: Readonly<Record<(typeof CSV_COLUMNS)[number], string>>): string {
  return `${CSV_COLUMNS.map(name => csvCell(record[name])).join(',')}\n`
}

/** A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"). */
export function csvCell(text: string): string {
  const harmless = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
