import type { BlockKind, BlockReceiver, FoundRecords, Splitter } from './block.ts'
import { LineSplitter } from './line-splitter.ts'
import type { SplitterSizes } from './record-splitter.ts'
import { TableHead } from './table-head.ts'
import { withTexts } from './texts.ts'

/** Lines that the lines before them give names to, each as a line of JSON. The head's own lines count and are empty. */
export class HeadedSplitter implements Splitter {
  readonly #lines: LineSplitter

  constructor(receiver: BlockReceiver, sizes?: SplitterSizes) {
    this.#lines = new LineSplitter(new HeadedLines(receiver), sizes)
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes)
  }

  flush(): void {
    this.#lines.flush()
  }

  end(): void {
    this.#lines.end()
  }
}

class HeadedLines implements BlockReceiver {
  readonly #receiver: BlockReceiver
  readonly #head = new TableHead()

  constructor(receiver: BlockReceiver) {
    this.#receiver = receiver
  }

  block(first_line: number, records: FoundRecords, kind: BlockKind): void {
    this.#receiver.block(
      first_line,
      withTexts(records, line => this.#textOf(line)),
      kind,
    )
  }

  #textOf(line: string): string {
    if (!line.startsWith('#')) return this.#head.recordOf(line) ?? line
    this.#head.take(line)
    return ''
  }

  leftOut(line: number, reason: string): void {
    this.#receiver.leftOut(line, reason)
  }

  damaged(reason: string): void {
    this.#receiver.damaged(reason)
  }
}
