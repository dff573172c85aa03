import type { BlockKind, BlockReceiver, FoundRecords, Splitter } from './block.ts'
import { RecordSplitter, type SplitterSizes } from './record-splitter.ts'
import { withTexts } from './texts.ts'

const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
/** More than any table has; values beyond have no name. */
const COLUMNS_MAX = 4096
const VALUE = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/gy

/** The rows of a table of comma-separated values (RFC 4180), each as a line of JSON. The row of names counts and is empty. */
export class CsvSplitter implements Splitter {
  readonly #rows: Rows

  constructor(receiver: BlockReceiver, sizes?: SplitterSizes) {
    this.#rows = new Rows(new NamedRows(receiver), sizes)
  }

  push(bytes: Uint8Array): void {
    this.#rows.push(bytes)
  }

  flush(): void {
    this.#rows.flush()
  }

  end(): void {
    this.#rows.end()
  }
}

/** Records are lines, but for line ends in quotes. */
class Rows extends RecordSplitter {
  #in_quotes = false

  protected scan(bytes: Buffer, from: number, end: number): void {
    for (let at = from; at < end; at++) {
      const byte = bytes[at]
      if (byte === QUOTE) this.#in_quotes = !this.#in_quotes && this.#opens(bytes, at)
      else if (byte === NEWLINE && !this.#in_quotes) {
        this.record(this.open_at, at)
        this.open_at = at + 1
      }
    }
  }

  /** At the start of a value, or behind a quote, which then stands for itself; elsewhere it is a character like others. */
  #opens(bytes: Buffer, at: number): boolean {
    const before = bytes[at - 1]
    return at === this.open_at || before === COMMA || before === QUOTE
  }

  protected finish(_: Buffer, end: number): void {
    if (this.isOpen(end)) this.record(this.open_at, end)
    this.open_at = end
  }
}

class NamedRows implements BlockReceiver {
  readonly #receiver: BlockReceiver
  #names: readonly string[] | undefined

  constructor(receiver: BlockReceiver) {
    this.#receiver = receiver
  }

  block(first_line: number, records: FoundRecords, kind: BlockKind): void {
    this.#receiver.block(
      first_line,
      withTexts(records, row => this.#textOf(row)),
      kind,
    )
  }

  #textOf(row: string): string {
    const values = valuesOf(row.replace(/\r$/, ''))
    if (!this.#names) {
      if (row.startsWith('#TYPE ')) return ''
      this.#names = values.map(nameOf)
      return ''
    }
    if (values.length === 1 && values[0] === '') return ''
    const members = this.#names.flatMap((name, at) => {
      const value = values[at]
      return name === '' || value === undefined || value === '' ? [] : [[name, value] as const]
    })
    return JSON.stringify(Object.fromEntries(members))
  }

  leftOut(line: number, reason: string): void {
    this.#receiver.leftOut(line, reason)
  }

  damaged(reason: string): void {
    this.#receiver.damaged(reason)
  }
}

function valuesOf(row: string): string[] {
  const values: string[] = []
  VALUE.lastIndex = 0
  for (let match = VALUE.exec(row); match && values.length < COLUMNS_MAX; match = VALUE.exec(row)) {
    const [, quoted, bare, comma] = match
    values.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'))
    if (comma === '') break
  }
  return values
}

/** Without what exports add to a column's name: Azure's `TimeGenerated [UTC]`. */
function nameOf(name: string): string {
  return name.replace(' [UTC]', '').trim()
}
