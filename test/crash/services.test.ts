import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noMounting } from './disk.ts'
import { runMatrix } from './matrix.ts'
import { startStack } from './stack.ts'

/** The short form of the crash matrix; `npm run test:crash` is the long one. */

const PARTS = ['collector', 'detector', 'correlator', 'dashboard', 'kafka', 'postgres']

test('with every part killed five times, troubled and brought back, each line is alerted and each story told exactly once', async context => {
  const no_disks = noMounting()
  if (no_disks !== null) context.diagnostic(`disks are not filled: ${no_disks}`)
  const seed = Date.now() % 1_000_000
  process.stdout.write(`# --seed ${seed}\n`)
  const { alerts, stories } = await runMatrix({
    start: startStack,
    rounds: [
      ...Array.from({ length: 5 }, () => PARTS),
      ['pause-detector', 'connections'],
      ['rebalance'],
      ...(no_disks === null ? [['disk-collector', 'disk-postgres']] : []),
    ],
    seed,
    onRound: (number, settled_ms, windows) =>
      process.stdout.write(`# round ${number}: ${windows} windows open, exact after ${settled_ms} ms\n`),
  })
  assert.ok(alerts > 1000, `${alerts} alerts`)
  assert.ok(stories > 50, `${stories} stories`)
})
