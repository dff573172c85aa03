import type { ScanBlock } from '../../pipeline/scan/block.ts'
import type { BlockResult } from '../../pipeline/scan/scan-block.ts'
import { createScanner, type RulesUsed, type ScanOrder } from './scanner.ts'

/** Scans blocks, on this thread or on others. */
export interface Executor {
  readonly rules: RulesUsed
  /** What each block came to, in the order of the blocks, whoever scanned them. */
  results(blocks: AsyncIterable<ScanBlock>): AsyncIterable<BlockResult>
  close(): Promise<void>
}

/** @throws SentinelError FILE_UNREADABLE for rules that are not there */
export async function inlineExecutor(order: ScanOrder): Promise<Executor> {
  const scanner = await createScanner(order)
  return {
    rules: scanner.rules,
    async *results(blocks) {
      for await (const block of blocks) yield scanner.scan(block)
    },
    async close() {},
  }
}
