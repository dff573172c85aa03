import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold } from '../fold.ts'
import { AhoCorasick } from './aho-corasick.ts'
import { FactBoard } from './fact-board.ts'
import { MemoryBudget } from './memory-budget.ts'

const literal = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 1, maxLength: 8 })
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'É', '-'), maxLength: 200 })

/** The facts found in each of the texts, by one automaton after the other text. */
function foundIn(texts: readonly string[], literals: readonly string[], table_bytes: number): number[][] {
  const automaton = new AhoCorasick(
    literals.map((given, fact) => ({ text: given, fact })),
    new MemoryBudget(table_bytes),
  )
  const board = new FactBoard({ last: 0 })
  board.grow(literals.length)
  return texts.map(given => {
    board.next()
    if (!automaton.scan(given, board)) automaton.scanFolded(fold(given), board)
    return [...board.hits.slice(0, board.hit_count)].sort((a, b) => a - b)
  })
}

const expectedIn = (texts: readonly string[], literals: readonly string[]) =>
  texts.map(given => [...literals.keys()].filter(at => fold(given).includes(literals[at] ?? '')))

test('every literal is found, wherever literals overlap', () => {
  fc.assert(
    fc.property(
      fc.array(literal, { minLength: 1, maxLength: 60 }),
      fc.array(text, { maxLength: 5 }),
      (literals, texts) => {
        assert.deepEqual(foundIn(texts, literals, 1_000_000), expectedIn(texts, literals))
      },
    ),
  )
})

test('also if the table has room for a part of the states only', () => {
  fc.assert(
    fc.property(
      fc.array(literal, { minLength: 300, maxLength: 400 }),
      fc.array(text, { minLength: 5, maxLength: 10 }),
      (literals, texts) => {
        assert.deepEqual(foundIn(texts, literals, 0), expectedIn(texts, literals))
      },
    ),
    { numRuns: 30 },
  )
})

test('literals inside of each other cost no time for each place in which they stand', () => {
  const literals = Array.from({ length: 48 }, (_, at) => 'a'.repeat(at + 1))
  const [found] = foundIn(['a'.repeat(200_000)], literals, 0)
  assert.equal(found?.length, 48)
})
