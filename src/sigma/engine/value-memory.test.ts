import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FactBoard } from './fact-board.ts'
import { MemoryBudget } from './memory-budget.ts'
import { ValueMemory } from './value-memory.ts'

/** A memory of values whose only fact is the number that they end with, and how often it had to scan one. */
function createMemory(bytes: number) {
  const generations = { last: 0 }
  const board = new FactBoard(generations)
  const recorder = new FactBoard(generations)
  board.grow(10)
  recorder.grow(10)
  let scans = 0
  const scan = (value: string, on: FactBoard) => {
    scans++
    on.hit(Number(value.at(-1)))
  }
  const memory = new ValueMemory(scan, recorder, new MemoryBudget(bytes))
  return {
    factOf(value: string): number | undefined {
      board.next()
      memory.report(value, board)
      return board.hit_count === 1 ? board.hits[0] : undefined
    },
    scans: () => scans,
  }
}

test('a value that comes again is not scanned again', () => {
  const { factOf, scans } = createMemory(10_000)
  for (let times = 0; times < 100; times++)
    for (const value of ['a1', 'b2']) assert.equal(factOf(value), Number(value[1]))
  assert.equal(scans(), 2)
})

test('what is found already is told to the next event, too', () => {
  const { factOf } = createMemory(10_000)
  assert.deepEqual([factOf('a1'), factOf('b1'), factOf('a1'), factOf('b1')], [1, 1, 1, 1])
})

test('values that never come again are not held on to, and all are told right', () => {
  const { factOf, scans } = createMemory(10_000)
  for (let at = 0; at < 50_000; at++) assert.equal(factOf(`${at}`), at % 10)
  assert.equal(scans(), 50_000)
})

test('without memory every value is scanned', () => {
  const { factOf, scans } = createMemory(0)
  for (let times = 0; times < 10; times++) assert.equal(factOf('a1'), 1)
  assert.equal(scans(), 10)
})

test('long values are not held on to', () => {
  const { factOf, scans } = createMemory(1_000_000)
  for (let times = 0; times < 10; times++) assert.equal(factOf(`${'x'.repeat(600)}1`), 1)
  assert.equal(scans(), 10)
})
