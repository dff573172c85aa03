import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { ScanMatch } from '../pipeline/scan.ts'
import { printable } from '../runtime/printable.ts'
import { LEVELS } from '../schema/level.ts'

export const SCAN_FORMATS = ['table', 'ndjson', 'csv'] as const
export type ScanFormat = (typeof SCAN_FORMATS)[number]

/** Takes matches one by one; `end` writes what is still held back. */
export interface MatchPrinter {
  match(match: ScanMatch): Promise<void>
  end(): Promise<void>
}

export function matchPrinter(format: ScanFormat, stdout: Writable): MatchPrinter {
  switch (format) {
    case 'table':
      return tablePrinter(stdout)
    case 'ndjson':
      return linePrinter(stdout, [], match => JSON.stringify(recordOf(match)))
    case 'csv':
      return linePrinter(stdout, [CSV_COLUMNS.join(',')], match => {
        const record = recordOf(match)
        return CSV_COLUMNS.map(name => csvCell(record[name])).join(',')
      })
  }
}

const CSV_COLUMNS = ['rule_id', 'rule_title', 'level', 'file', 'line', 'time', 'fields'] as const

function recordOf({ rule, file, line, event }: ScanMatch) {
  const { id: rule_id, title: rule_title, level } = rule
  return { rule_id, rule_title, level, file, line, time: isoTime(event.time_ms), fields: event.fields }
}

/** RFC 4180; a text that a spreadsheet would run as a formula gets an apostrophe in front. */
function csvCell(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** As many characters are written at once. */
const BLOCK_LENGTH = 64 * 1024

function linePrinter(
  stdout: Writable,
  first: readonly string[],
  lineOf: (match: ScanMatch) => string,
): MatchPrinter {
  let block = first.map(line => `${line}\n`).join('')
  const flush = async () => {
    const text = block
    block = ''
    if (text !== '' && !stdout.write(text)) await once(stdout, 'drain')
  }
  return {
    async match(match) {
      block += `${lineOf(match)}\n`
      if (block.length >= BLOCK_LENGTH) await flush()
    },
    end: flush,
  }
}

interface Row {
  rule: ScanMatch['rule']
  count: number
  first_ms: number
  last_ms: number
}

/** By rule, worst first: how often, and from when to when. */
function tablePrinter(stdout: Writable): MatchPrinter {
  const rows = new Map<string, Row>()
  return {
    async match({ rule, event: { time_ms } }) {
      const row = rows.get(rule.id) ?? { rule, count: 0, first_ms: time_ms, last_ms: time_ms }
      row.count++
      row.first_ms = Math.min(row.first_ms, time_ms)
      row.last_ms = Math.max(row.last_ms, time_ms)
      rows.set(rule.id, row)
    },
    async end() {
      const sorted = [...rows.values()].sort(
        (a, b) => LEVELS.indexOf(b.rule.level) - LEVELS.indexOf(a.rule.level) || b.count - a.count,
      )
      for (const { rule, count, first_ms, last_ms } of sorted) {
        const time = `${isoTime(first_ms)} - ${isoTime(last_ms)}`
        stdout.write(
          `${rule.level.padEnd(13)} ${String(count).padStart(8)}  ${time}  ${printable(rule.title)}\n`,
        )
      }
    },
  }
}

const isoTime = (time_ms: number) => new Date(time_ms).toISOString()
