/**
 * A program for the tests of crashes: commits batches to the embedded store of a folder for ever, and prints the
 * offset of each once it is acknowledged. Batches differ in size, and one in ten is followed by a checkpoint.
 */
import { DATABASE_TEMPLATE } from '../../services/database-template.ts'
import { createPgliteStore } from '../pglite.ts'
import { makeAlert, makeBatch, TOPIC } from './harness.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: commit-until-killed.ts FOLDER')
const store = await createPgliteStore({ folder, template: DATABASE_TEMPLATE })
await store.migrate()
let offset = (await store.nextOffsets(TOPIC, [0])).get(0) ?? 0
for (;;) {
  const alerts = [0, 1, 2].map(n =>
    makeAlert(offset * 3 + n, { fields: { text: 'z'.repeat((offset % 7) * 20_000) } }),
  )
  await store.commitBatch(makeBatch({ expected_offset: offset, next_offset: offset + 1, events: 1, alerts }))
  offset += 1
  process.stdout.write(`${offset}\n`)
  if (offset % 10 === 0) await store.pglite.exec('checkpoint')
}
