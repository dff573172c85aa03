import { isoTime } from '../alert.ts'
import type { Collected, Collector, FoundRecord } from './collect.ts'

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

/** RFC 4180, with LF at the ends of lines: one line for each match. */
export class CsvCollector implements Collector {
  #text = ''

  add({ file, line, event, matches }: FoundRecord): void {
    const time = isoTime(event.time_ms) ?? ''
    const fields = JSON.stringify(event.fields)
    for (const { rule, matched } of matches)
      this.#text += csvLine({
        rule_id: rule.id,
        rule_title: rule.title,
        level: rule.level,
        tags: rule.tags.join(' '),
        file,
        line: String(line),
        time,
        matched: JSON.stringify(matched),
        fields,
      })
  }

  take(): Collected {
    const bytes = ENCODER.encode(this.#text)
    this.#text = ''
    return { kind: 'text', bytes }
  }
}

const ENCODER = new TextEncoder()

export function csvLine(record: Readonly<Record<(typeof CSV_COLUMNS)[number], string>>): string {
  return `${CSV_COLUMNS.map(name => csvCell(record[name])).join(',')}\n`
}

/** A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"). */
export function csvCell(text: string): string {
  const harmless = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
