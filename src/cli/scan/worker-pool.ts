import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SentinelError } from '../../errors.ts'
import type { ScanBlock } from '../../pipeline/scan/block.ts'
import type { BlockResult } from '../../pipeline/scan/scan-block.ts'
import type { Executor } from './executor.ts'
import { keptResult } from './kept-result.ts'
import { createScanner, type Scanner, type ScanOrder } from './scanner.ts'
import type { FromWorker } from './worker.ts'

/** Blocks that a worker has at once, so that it need not wait for the next one. */
const BLOCKS_EACH = 2

/**
 * Scans on `jobs` threads, of which this one is one: it takes a block itself where the others have enough to do, or are
 * still loading their rules. So a scan that is soon over does not wait for them.
 * @throws SentinelError FILE_UNREADABLE for rules that are not there
 */
export async function startJobs(order: ScanOrder, jobs: number): Promise<Executor> {
  const workers = Array.from({ length: jobs - 1 }, () => new ScanWorker(order))
  const close = async () => {
    await Promise.all(workers.map(worker => worker.close()))
  }
  try {
    const scanner = await createScanner(order)
    return { rules: scanner.rules, results: blocks => inOrder(blocks, workers, scanner), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Gives each block to the worker with the fewest, or scans it here, and waits for the oldest result or the next block.
 */
async function* inOrder(
  blocks: AsyncIterable<ScanBlock>,
  workers: readonly ScanWorker[],
  scanner: Pick<Scanner, 'scan'>,
): AsyncGenerator<BlockResult> {
  const source = blocks[Symbol.asyncIterator]()
  const results: Promise<BlockResult>[] = []
  const ask = () => source.next().then(({ done, value }) => (done ? null : { block: value }))
  let asked: ReturnType<typeof ask> | null = ask()
  try {
    for (;;) {
      const [oldest] = results
      const is_full = results.length >= (workers.length + 1) * BLOCKS_EACH
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
        const result =
          idlest(workers)?.scan(next.block) ?? Promise.resolve(keptResult(scanner.scan(next.block)))
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

/** The worker with the fewest blocks; undefined where all have enough. */
function idlest(workers: readonly ScanWorker[]): ScanWorker | undefined {
  let found: ScanWorker | undefined
  for (const worker of workers)
    if (worker.is_free && (found === undefined || worker.waiting < found.waiting)) found = worker
  return found
}

interface Waiting {
  resolve(result: BlockResult): void
  reject(error: unknown): void
}

class ScanWorker {
  #is_ready = false
  #failure: unknown
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []

  constructor(order: ScanOrder) {
    // Beside this file, be it a source or what was built from it.
    const file = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)
    const worker = new Worker(file, { workerData: order })
    this.#worker = worker
    const fail = (error: unknown) => {
      this.#failure ??= error
      for (const { reject } of this.#waiting.splice(0)) reject(error)
    }
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') this.#is_ready = true
      else if (message.kind === 'failed') fail(new SentinelError(message.code, message.details))
      else this.#waiting.shift()?.resolve(message.result)
    })
    worker.on('error', fail)
    worker.on('exit', code => fail(new Error(`a worker thread ended with ${code}`)))
  }

  /** Whether it can take a block, be it to tell why it can not scan it. */
  get is_free(): boolean {
    return this.#failure !== undefined || (this.#is_ready && this.#waiting.length < BLOCKS_EACH)
  }

  /** How many blocks it has. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** The block's memory goes over to the worker. Results come in the order of the blocks. */
  scan(block: ScanBlock): Promise<BlockResult> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
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
