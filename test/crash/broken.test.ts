import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Verdict } from './judge.ts'
import { runMatrix } from './matrix.ts'
import { startStack } from './stack.ts'

/** The matrix can fail: it finds what a detector does that lacks a part of the protocol. */

const program = fileURLToPath(new URL('broken-detector.ts', import.meta.url))

const broken = (way: string, fault: string, patience_ms: number) =>
  runMatrix({
    start: () => startStack({ detector: { program, args: [way] }, correlators: 0 }),
    rounds: Array.from({ length: 10 }, () => [fault]),
    seed: 1,
    patience_ms,
  })

test('without one transaction for alerts and offset, alerts are found missing', async () => {
  await assert.rejects(
    // Longer than a restart of a detector and the session of one that was killed.
    broken('two-transactions', 'detector', 15_000),
    error => error instanceof Verdict && /alerts are missing/.test(error.message),
  )
})

test('without the fence, records are found counted twice', async () => {
  await assert.rejects(
    // It need not run out: what is counted twice is seen at once.
    broken('no-fence', 'rebalance', 60_000),
    error => error instanceof Verdict && /records of sentinel.logs were counted/.test(error.message),
  )
})
