import type { Collected } from '../../pipeline/scan/collect.ts'
import type { BlockResult } from '../../pipeline/scan/scan-block.ts'

type KeptCollected = Exclude<Collected, { kind: 'text' }> | { kind: 'text'; bytes: Uint8Array<ArrayBuffer> }

/** What came of a block with bytes of its own, which the next block that is scanned here does not overwrite. */
export function keptResult(result: BlockResult): BlockResult & { readonly collected: KeptCollected } {
  const { collected } = result
  return {
    ...result,
    collected:
      collected.kind === 'text' ? { kind: 'text', bytes: new Uint8Array(collected.bytes) } : collected,
  }
}
