import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { KeyTable, NONE } from './key-table.ts'

const key = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'ÿ', 'Ā', '\0', '1:a', '\ud83d\ude00'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)

test('rows are found by their keys, whichever were added and deleted before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), key), { maxLength: 300, size: 'max' }), steps => {
      const table = new KeyTable()
      const expected = new Map<string, number>()
      for (const [adds, text] of steps) {
        const row = table.find(text)
        assert.equal(row, expected.get(text) ?? NONE)
        if (adds && row === NONE) {
          const added = table.add(text)
          assert.ok(![...expected.values()].includes(added), 'no row stands for two keys')
          expected.set(text, added)
        } else if (!adds && row !== NONE) {
          table.delete(row)
          table.release(row)
          expected.delete(text)
        }
        assert.equal(table.size, expected.size)
      }
      for (const [text, row] of expected) assert.equal(table.keyOf(table.find(text)), text, String(row))
    }),
  )
})

test('many keys that come and go leave no room behind', () => {
  const table = new KeyTable()
  for (let n = 0; n < 200_000; n++) {
    const row = table.add(`12:user-${n}`)
    assert.ok(row < 1000, 'rows are given again')
    if (n < 999) continue
    const oldest = table.find(`12:user-${n - 999}`)
    table.delete(oldest)
    table.release(oldest)
  }
  assert.equal(table.size, 999)
})

test('a key that is too long is kept elsewhere', () => {
  const table = new KeyTable()
  assert.equal(table.add('x'.repeat(100_000)), NONE)
  assert.equal(table.size, 0)
})
