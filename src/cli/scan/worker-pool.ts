import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SentinelError } from '../../errors.ts'
import type { ScanBlock } from '../../pipeline/scan/block.ts'
import type { BlockResult } from '../../pipeline/scan/scan-block.ts'
import type { Executor } from './executor.ts'
import type { RulesUsed, ScanOrder } from './scanner.ts'
import type { FromWorker } from './worker.ts'

/** Blocks that a worker has at once, so that it need not wait for the next one. */
const BLOCKS_EACH = 2

/**
 * Scans on `jobs` threads of their own.
 * @throws SentinelError FILE_UNREADABLE for rules that are not there
 */
export async function startWorkers(order: ScanOrder, jobs: number): Promise<Executor> {
  const workers = Array.from({ length: jobs }, () => new ScanWorker(order))
  const close = async () => {
    await Promise.all(workers.map(worker => worker.close()))
  }
  try {
    const [rules] = await Promise.all(workers.map(worker => worker.ready))
    if (!rules) throw new RangeError('no worker')
    return { rules, results: blocks => inOrder(blocks, workers), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Gives each block to the worker with the fewest, and waits for the oldest result or the next block. */
async function* inOrder(
  blocks: AsyncIterable<ScanBlock>,
  workers: readonly ScanWorker[],
): AsyncGenerator<BlockResult> {
  const source = blocks[Symbol.asyncIterator]()
  const results: Promise<BlockResult>[] = []
  const ask = () => source.next().then(({ done, value }) => (done ? null : { block: value }))
  let asked: ReturnType<typeof ask> | null = ask()
  try {
    for (;;) {
      const [oldest] = results
      const is_full = results.length >= workers.length * BLOCKS_EACH
      if (asked === null && !oldest) return
      const next = await Promise.race([
        ...(asked === null || is_full ? [] : [asked]),
        ...(oldest ? [oldest.then(result => ({ result }))] : []),
      ])
      if (next === null) asked = null
      else if ('result' in next) {
        results.shift()
        yield next.result
      } else {
        const idlest = workers.reduce((a, b) => (b.waiting < a.waiting ? b : a))
        const result = idlest.scan(next.block)
        // Whoever waits for the oldest hears of a failure; the others need no one.
        result.catch(() => undefined)
        results.push(result)
        asked = ask()
      }
    }
  } finally {
    await source.return?.()
  }
}

interface Waiting {
  resolve(result: BlockResult): void
  reject(error: unknown): void
}

class ScanWorker {
  readonly ready: Promise<RulesUsed>
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []

  constructor(order: ScanOrder) {
    // Beside this file, be it a source or what was built from it.
    const file = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)
    const worker = new Worker(file, { workerData: order })
    this.#worker = worker
    this.ready = new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        reject(error)
        for (const { reject } of this.#waiting.splice(0)) reject(error)
      }
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve(message.rules)
        else if (message.kind === 'failed') fail(new SentinelError(message.code, message.details))
        else this.#waiting.shift()?.resolve(message.result)
      })
      worker.on('error', fail)
      worker.on('exit', code => fail(new Error(`a worker thread ended with ${code}`)))
    })
    this.ready.catch(() => undefined)
  }

  /** How many blocks it has. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** The block's memory goes over to the worker. Results come in the order of the blocks. */
  scan(block: ScanBlock): Promise<BlockResult> {
    const { bytes, bounds } = block.batch
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(
        block,
        [bytes.buffer, bounds.buffer].filter(buffer => buffer instanceof ArrayBuffer),
      )
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
