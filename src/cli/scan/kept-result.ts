import type { BlockResult } from '../../pipeline/scan/scan-block.ts'

/** A result that stays as it is: the next block would overwrite what was collected. */
export function keptResult(result: BlockResult): BlockResult {
  const { collected } = result
  if (collected.kind !== 'text') return result
  // Not `slice`: of a Buffer that is a view.
  return { ...result, collected: { ...collected, bytes: new Uint8Array(collected.bytes) } }
}
