import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EventView } from './event-view.ts'
import { selects, testEvent } from './testing/detect.ts'

describe('dotted names', () => {
  test('lead into maps', () => {
    assert.equal(selects('a.b.c: 1', { a: { b: { c: 1 } } }), true)
    assert.equal(selects('a.b.c: 1', { a: { b: 1 } }), false)
  })

  test('may be names of keys themselves, which win', () => {
    assert.equal(selects('a.b: 1', { 'a.b': 1 }), true)
    assert.equal(selects('a.b.c: 1', { 'a.b': { c: 1 } }), true)
    assert.equal(selects('a.b.c: 1', { a: { 'b.c': 1 } }), true)
    assert.equal(selects('a.b: 2', { 'a.b': 1, a: { b: 2 } }), false)
  })

  test('a list on the way stands for its elements', () => {
    const fields = { users: [{ name: 'anna' }, { name: 'bert' }, 'x'] }
    assert.equal(selects('users.name: bert', fields), true)
    assert.equal(selects('users.name: carl', fields), false)
  })

  test('names of fields are taken exactly', () => {
    assert.equal(selects('image: x', { Image: 'x' }), false)
  })
})

describe('lists in events', () => {
  test('fit if one element does', () => {
    assert.equal(selects('A: 2', { A: [1, [2, 3]] }), true)
    assert.equal(selects('A: 4', { A: [1, [2, 3]] }), false)
  })

  test('with all each value may be found in another element', () => {
    assert.equal(selects('A|contains|all:\n    - x\n    - y', { A: ['ax', 'ay'] }), true)
  })

  test('differ from a value if no element is the same', () => {
    assert.equal(selects('A|neq: 2', { A: [1, 2] }), false)
    assert.equal(selects('A|neq: 2', { A: [1, 3] }), true)
  })

  test('are null if an element is; an empty one is neither null nor missing', () => {
    assert.equal(selects('A: null', { A: [1, null] }), true)
    assert.equal(selects('A: null', { A: [] }), false)
    assert.equal(selects('A|exists: true', { A: [] }), true)
  })
})

test('a map fits no value', () => {
  for (const selection of ["A: '*'", 'A: null', 'A|re: .*', "A: ''"])
    assert.equal(selects(selection, { A: { B: 1 } }), false)
})

describe('hostile events', () => {
  test('what every object inherits is no field', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'constructor.name'])
      assert.equal(selects(`${name}|exists: true`, {}), false, name)
    assert.equal(selects('__proto__: x', JSON.parse('{"__proto__":"x"}')), true)
  })

  test('deep and wide values are walked without running out of stack', () => {
    let deep: unknown = 'needle'
    for (let level = 0; level < 200_000; level++) deep = level % 2 ? [deep] : { a: deep }
    assert.equal(selects("- 'needle'", { deep }), true)
    const wide = new Array<number>(300_000).fill(0)
    assert.equal(selects('wide: 1', { wide }), false)
    assert.equal(
      selects("- 'needle'", { wide, map: Object.fromEntries(wide.map((_, at) => [`k${at}`, 'x'])) }),
      false,
    )
  })

  test('lone surrogates and NUL are characters like others', () => {
    assert.equal(selects("A|contains: 'x'", { A: '\ud800x\0' }), true)
    assert.equal(selects("A|re: 'x.$'", { A: '\ud800x\udc00' }), true)
    assert.equal(selects("A: '?x?'", { A: '\ud800x\udc00' }), true)
  })

  test('values of other types than those of JSON are ignored', () => {
    const view = new EventView(testEvent({ a: undefined, b: () => 1, c: Symbol('x'), d: 5n }))
    assert.deepEqual(view.field('a'), { exists: false, values: [] })
    for (const name of ['b', 'c', 'd']) assert.deepEqual(view.field(name), { exists: true, values: [] })
  })
})
