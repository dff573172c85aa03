import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noMounting } from './disk.ts'
import { startEmbeddedStack } from './embedded-stack.ts'
import { runMatrix } from './matrix.ts'

/** The short form of the crash matrix for everything in one process; `npm run test:crash` is the long one. */

test('with the one process killed five times, and its database set back, each line is alerted and each story told exactly once', async context => {
  const no_disks = noMounting()
  if (no_disks !== null) context.diagnostic(`the disk is not filled: ${no_disks}`)
  const seed = Date.now() % 1_000_000
  process.stdout.write(`# --seed ${seed}\n`)
  const { alerts, stories } = await runMatrix({
    start: startEmbeddedStack,
    rounds: [
      ['up'],
      ['up'],
      ['up'],
      ['up'],
      ['up'],
      ['set-back'],
      ...(no_disks === null ? [['disk-up']] : []),
    ],
    seed,
    onRound: (number, settled_ms, windows) =>
      process.stdout.write(`# round ${number}: ${windows} windows open, exact after ${settled_ms} ms\n`),
  })
  assert.ok(alerts > 300, `${alerts} alerts`)
  assert.ok(stories > 50, `${stories} stories`)
})
