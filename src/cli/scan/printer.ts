import { isoTime } from '../../pipeline/alert.ts'
import type { Collected, RuleRow, ScanFormat } from '../../pipeline/scan/collect.ts'
import { CSV_COLUMNS } from '../../pipeline/scan/collect-csv.ts'
import { addRow } from '../../pipeline/scan/collect-rows.ts'
import { printable } from '../../runtime/printable.ts'
import { LEVELS } from '../../schema/level.ts'
import type { Invocation } from '../command.ts'

type Stdout = Invocation['stdout']

/** Writes what the blocks come to, in their order. */
export class Printer {
  readonly #format: ScanFormat
  readonly #stdout: Stdout
  readonly #rows = new Map<string, RuleRow>()

  constructor(format: ScanFormat, stdout: Stdout) {
    this.#format = format
    this.#stdout = stdout
  }

  async begin(): Promise<void> {
    if (this.#format === 'csv') await this.#write(`${CSV_COLUMNS.join(',')}\n`)
  }

  async add(collected: Collected): Promise<void> {
    if (collected.kind === 'rows') for (const row of collected.rows) addRow(this.#rows, row)
    else if (collected.bytes.length > 0) await this.#writeMatches(collected.bytes)
  }

  async end(): Promise<void> {
    if (this.#format === 'table' && this.#rows.size > 0) await this.#write(tableOf([...this.#rows.values()]))
  }

  /** In JSON a character may be written as `\u009b` as well, so what a terminal would obey is. */
  #writeMatches(bytes: Uint8Array): Promise<void> {
    return this.#write(this.#stdout.isTTY ? printable(Buffer.from(bytes).toString()) : bytes)
  }

  /** Until it is written: what bytes hold is overwritten after. Who can not write is told of it by the stream. */
  #write(data: string | Uint8Array): Promise<void> {
    return new Promise(resolve => {
      this.#stdout.write(data, () => resolve())
    })
  }
}

const HEADER = ['LEVEL', 'MATCHES', 'FIRST', 'LAST', 'RULE'] as const

/** The worst level first, in it what matched most. */
function tableOf(rows: RuleRow[]): string {
  rows.sort(
    (a, b) =>
      LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) ||
      b.count - a.count ||
      (a.rule_id < b.rule_id ? -1 : 1),
  )
  const cells = [
    HEADER,
    ...rows.map(
      ({ level, count, first_ms, last_ms, title }) =>
        [level, String(count), time(first_ms), time(last_ms), printable(title.replace(/\s+/g, ' '))] as const,
    ),
  ]
  const width = (column: 0 | 1 | 2 | 3) => Math.max(...cells.map(row => row[column].length))
  const [levels, counts, firsts, lasts] = [width(0), width(1), width(2), width(3)]
  return cells
    .map(
      ([level, count, first, last, title]) =>
        `${level.padEnd(levels)}  ${count.padStart(counts)}  ${first.padEnd(firsts)}  ${last.padEnd(lasts)}  ${title}\n`,
    )
    .join('')
}

const time = (time_ms: number | null) => (time_ms === null ? '-' : (isoTime(time_ms) ?? '-'))
