/** A source at work in a test, and a transport's side of it that can be stalled. */
import assert from 'node:assert/strict'
import { eventually } from '../../../test/helpers/eventually.ts'
import type { Source, SourceRecord } from '../source.ts'

export interface Receiver {
  readonly records: SourceRecord[]
  texts(): string[]
  /** Until `resume`, records are taken and not acknowledged. */
  stall(): void
  resume(): void
  /** Ends the source; rejects if it failed. */
  stop(): Promise<void>
}

/** Runs `source` until the test is over. `refuse` tells which records the broker refuses. */
export function receive(
  context: { after(cleanUp: () => Promise<void>): void },
  source: Source,
  refuse: (record: SourceRecord) => boolean = () => false,
): Receiver {
  const abort = new AbortController()
  const records: SourceRecord[] = []
  let open = Promise.resolve()
  let go = () => {}
  const ended = source.run(async batch => {
    await open
    records.push(...batch)
    return { refused: batch.flatMap((record, index) => (refuse(record) ? [index] : [])) }
  }, abort.signal)
  ended.catch(() => undefined) // `stop` and `listening` tell it.
  const stop = async () => {
    go()
    abort.abort()
    await ended
  }
  context.after(() => stop().catch(() => undefined))
  return {
    records,
    texts: () => records.map(({ value }) => Buffer.from(value).toString()),
    stall() {
      open = new Promise(resolve => {
        go = resolve
      })
    },
    resume: () => go(),
    stop,
  }
}

/** Runs a listener on a free port until the test is over. Its ledger adds up whenever `row` is asked for. */
export async function listening(
  context: { after(cleanUp: () => Promise<void>): void },
  source: Source,
  refuse?: (record: SourceRecord) => boolean,
) {
  const receiver = receive(context, source, refuse)
  const port = await listeningPort(source)
  const row = () => {
    const [row] = source.status()
    assert.ok(row)
    assert.equal(row.read, row.published + row.refused + row.waiting)
    return row
  }
  return { source, receiver, port, row }
}

/** The port of a listener that took a free one, once it listens. */
export async function listeningPort(source: Source): Promise<number> {
  return await eventually(async () => {
    const [row] = source.status()
    const port = Number(/:(\d+)(\/|$)/.exec(row?.source ?? '')?.[1])
    if (row?.state === 'missing' || !(port > 0)) throw new Error('not listening yet')
    return port
  })
}
