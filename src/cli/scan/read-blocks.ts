import type { Readable } from 'node:stream'
import { messageOf } from '../../errors.ts'
import type { BlockReceiver, ScanBlock } from '../../pipeline/scan/block.ts'
import { Content, isBinary } from '../../pipeline/scan/content.ts'
import { BlockMemory } from './block-memory.ts'
import type { ScanInput } from './inputs.ts'
import { readInput } from './read-input.ts'

/** Takes what is to be told of the files beside their records. */
export interface InputReport {
  /** Bytes of content that were read. */
  read(bytes: number): void
  leftOut(file: string, line: number, reason: string): void
  /** The file was read in part. */
  damaged(file: string, reason: string): void
  unreadable(file: string, reason: string): void
  /** Found in a folder, and no log. */
  skipped(file: string): void
}

export interface ReadOptions {
  readonly stdin: Readable
  readonly now_ms: number
  readonly report: InputReport
}

/**
 * The records of all inputs in their order, in blocks. What can not be read is reported, and the rest goes on. What a
 * block holds is overwritten when the next one is asked for.
 */
export async function* readBlocks(
  inputs: readonly ScanInput[],
  options: ReadOptions,
): AsyncGenerator<ScanBlock> {
  const memory = new BlockMemory()
  let first_record = 0
  for (const input of inputs)
    for await (const block of blocksOf(input, options, memory)) {
      // How many records a chunk of a Windows event log holds is not known yet; no more than bytes.
      const records_max = block.kind === 'lines' ? block.batch.count : block.batch.bytes.length
      yield { ...block, first_record }
      first_record += records_max
    }
}

async function* blocksOf(
  input: ScanInput,
  { stdin, now_ms, report }: ReadOptions,
  memory: BlockMemory,
): AsyncGenerator<Omit<ScanBlock, 'first_record'>> {
  const { file } = input
  const written_ms = input.written_ms ?? now_ms
  const ready: Omit<ScanBlock, 'first_record'>[] = []
  const receiver: BlockReceiver = {
    block: (first_line, records, kind) =>
      ready.push({ file, first_line, kind, batch: { ...records, written_ms } }),
    leftOut: (line, reason) => report.leftOut(file, line, reason),
    damaged: reason => report.damaged(file, reason),
    memory: bytes => memory.take(bytes),
  }
  const give = function* () {
    for (const block of ready.splice(0)) {
      yield block
      memory.give(block.batch.bytes)
    }
  }
  const content = new Content(receiver)
  let bytes_read = 0
  try {
    for await (const { bytes, is_pause } of readInput(file, stdin)) {
      if (bytes_read === 0 && input.is_found && isBinary(bytes)) return report.skipped(file)
      bytes_read += bytes.length
      report.read(bytes.length)
      content.push(bytes)
      if (is_pause) content.flush()
      yield* give()
    }
  } catch (error) {
    if (bytes_read === 0) return report.unreadable(file, messageOf(error))
    report.damaged(file, `${messageOf(error)} (after ${bytes_read} bytes)`)
  }
  content.end()
  yield* give()
}
