import type { LineBatch } from '../line-matcher.ts'

/** What the records of a batch are: lines, or chunks of a Windows event log, which hold many. */
export type BlockKind = 'lines' | 'evtx'

/** A piece of what is scanned that can be matched by itself, on any thread. */
export interface ScanBlock {
  /** The file's name as matches tell it; `-` for standard input. */
  readonly file: string
  /** The number of the first record, from 1. */
  readonly first_line: number
  /** Its number among the records of all blocks, some of which may stand for none. */
  readonly first_record: number
  readonly kind: BlockKind
  readonly batch: LineBatch
}

/** The records of a block, as a splitter finds them. */
export type FoundRecords = Omit<LineBatch, 'written_ms'>

/** Takes what a splitter makes of a file's bytes. */
export interface BlockReceiver {
  block(first_line: number, records: FoundRecords, kind: BlockKind): void
  /** A record that is left out; its number is not given to another. */
  leftOut(line: number, reason: string): void
  /** The file does not keep to its format, or ends too early. */
  damaged(reason: string): void
  /** Memory for records, of so many bytes that may hold anything; new each time if not given. */
  memory?(bytes: number): Buffer
}

/** Cuts the bytes of a file into blocks of whole records. */
export interface Splitter {
  push(bytes: Uint8Array): void
  /** Gives away what is complete: nothing more may come for a while. */
  flush(): void
  /** The file ends here. */
  end(): void
}
