import type { Kysely } from 'kysely'
import { isSentinelError } from '../errors.ts'
import { fenced } from './advance.ts'
import { rowJson } from './alert-row.ts'
import { commitBatches, type PreparedBatch } from './commit-batches.ts'
import type { Database } from './database.ts'
import type { BatchResult, Store } from './store.ts'

interface Call {
  readonly batch: PreparedBatch
  resolve(result: { inserted: number }): void
  reject(error: unknown): void
}

/** Alerts that are written together; a batch with more is written alone. */
const GROUP_ROWS_MAX = 1000
const GROUP_CHARACTERS_MAX = 4 * 1024 * 1024

/**
 * `commitBatch` for calls from many sides: one transaction is on its way at a time, and calls that come meanwhile share
 * the next one. So partitions that have a little each cost one wait for the disk together.
 *
 * @param translate What the driver threw, as the closed list of errors has it.
 */
export function createGroupCommit(
  db: Kysely<Database>,
  translate: (error: unknown) => unknown,
): Store['commitBatch'] {
  const queue: Call[] = []
  let is_working = false

  async function work(): Promise<void> {
    // Calls of the same turn of the event loop go together.
    await null
    while (queue.length > 0) await commit(takeGroup(queue))
    is_working = false
  }

  async function commit(group: readonly Call[]): Promise<void> {
    try {
      const inserted = await commitBatches(
        db,
        group.map(({ batch }) => batch),
      )
      for (const [at, { batch, resolve, reject }] of group.entries()) {
        const rows = inserted[at]
        if (typeof rows === 'number') resolve({ inserted: rows })
        else reject(fenced(batch))
      }
    } catch (error) {
      const failure = translate(error)
      // What one of them can not be written for is no reason to fail the others.
      if (group.length > 1 && !isSentinelError(failure)) for (const call of group) await commit([call])
      else for (const { reject } of group) reject(failure)
    }
  }

  return async ({ alerts, ...batch }: BatchResult) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ inserted: number }>()
    queue.push({ batch: { ...batch, rows: alerts.map(rowJson) }, resolve, reject })
    if (!is_working) {
      is_working = true
      void work()
    }
    return await promise
  }
}

/** The first calls of the queue that can go together: each of a partition of its own. */
function takeGroup(queue: Call[]): Call[] {
  const places = new Set<string>()
  let rows = 0
  let characters = 0
  const end = queue.findIndex(({ batch }, index) => {
    const place = `${batch.partition} ${batch.topic}`
    if (places.has(place)) return true
    places.add(place)
    rows += batch.rows.length
    for (const row of batch.rows) characters += row.length
    return index > 0 && (rows > GROUP_ROWS_MAX || characters > GROUP_CHARACTERS_MAX)
  })
  return queue.splice(0, end === -1 ? queue.length : end)
}
