/** A collector to be killed: follows `app.log` of the folder given, and writes what it delivers to `delivered`. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../runtime/clock.ts'
import { silentLogger } from '../../../runtime/logger.ts'
import { createFileSource } from '../file-source.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: child.ts FOLDER')
const source = createFileSource({
  paths: [{ path: join(folder, 'app.log'), logsource: {} }],
  checkpoints: join(folder, 'positions'),
  host: 'test-host',
  clock: systemClock,
  logger: silentLogger,
  poll_ms: 10,
  save_ms: 5,
  batch_records_max: 50,
})
await source.run(async records => {
  await pause(1)
  const lines = records.map(({ id, value }) => `${id} ${Buffer.from(value).toString('latin1')}\n`)
  appendFileSync(join(folder, 'delivered'), lines.join(''))
  return { refused: [] }
}, new AbortController().signal)
