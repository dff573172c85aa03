/** The thread of a worker: loads the rules for itself, then scans what it is sent. */
import { parentPort, workerData } from 'node:worker_threads'
import { type ErrorCode, type ErrorDetails, SentinelError } from '../../errors.ts'
import type { ScanBlock } from '../../pipeline/scan/block.ts'
import type { BlockResult } from '../../pipeline/scan/scan-block.ts'
import { keptResult } from './kept-result.ts'
import { createScanner, type ScanOrder } from './scanner.ts'

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly details: ErrorDetails }
  | { readonly kind: 'result'; readonly result: BlockResult }

async function main(order: ScanOrder): Promise<void> {
  const send = (message: FromWorker, transfer: ArrayBuffer[] = []) =>
    parentPort?.postMessage(message, transfer)
  try {
    const scanner = await createScanner(order)
    parentPort?.on('message', (block: ScanBlock) => {
      const result = keptResult(scanner.scan(block))
      const { collected } = result
      send({ kind: 'result', result }, collected.kind === 'text' ? [collected.bytes.buffer] : [])
    })
    send({ kind: 'ready' })
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error
    send({ kind: 'failed', code: error.code, details: error.details })
  }
}

if (parentPort) await main(workerData)
