import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileRules, type SigmaEvent } from './index.ts'
import { errorsOf, ruleText, selectionText, selects, testEvent, warningsOf } from './testing/detect.ts'

/** Maps, lists, special values and keywords (specification, "Detection"). */

describe('maps and lists', () => {
  test('all fields of a map must fit', () => {
    const map = 'A: 1\nB: 2'
    assert.equal(selects(map, { A: 1, B: 2 }), true)
    assert.equal(selects(map, { A: 1 }), false)
  })

  test('of a list of values one must fit', () => {
    assert.equal(selects('A:\n    - 1\n    - 2', { A: 2 }), true)
    assert.equal(selects('A: [1, 2]', { A: 3 }), false)
  })

  test('of a list of maps one must fit, with all of its fields', () => {
    const list = '- A: 1\n  B: 2\n- C: 3'
    assert.equal(selects(list, { A: 1, B: 2 }), true)
    assert.equal(selects(list, { C: 3 }), true)
    assert.equal(selects(list, { A: 1 }), false)
  })

  test('a list may hold maps, lists and keywords', () => {
    const list = "- A: 1\n- 'word'\n- - B: 2\n  - C: 3"
    assert.equal(selects(list, { A: 1 }), true)
    assert.equal(selects(list, {}, 'a word in a line'), true)
    assert.equal(selects(list, { C: 3 }), true)
    assert.equal(selects(list, { D: 4 }, 'nothing'), false)
  })
})

describe('numbers and booleans', () => {
  test('fit values that are written the same, as numbers or as texts', () => {
    assert.equal(selects('EventID: 4625', { EventID: 4625 }), true)
    assert.equal(selects('EventID: 4625', { EventID: '4625' }), true)
    assert.equal(selects("EventID: '4625'", { EventID: 4625 }), true)
    assert.equal(selects('EventID: 4625', { EventID: '04625' }), false)
    assert.equal(selects('Ratio: 0.5', { Ratio: 0.5 }), true)
    assert.equal(selects('Flag: true', { Flag: true }), true)
    assert.equal(selects('Flag: true', { Flag: 'True' }), true)
    assert.equal(selects('Flag: true', { Flag: 1 }), false)
  })

  test('can be used with modifiers of texts', () => {
    assert.equal(selects('EventID|startswith: 46', { EventID: 4625 }), true)
  })

  test('a number that is too large keeps its digits', () => {
    assert.equal(selects('Id: 9007199254740993', { Id: '9007199254740993' }), true)
    assert.equal(selects('Id: 9007199254740993', { Id: '9007199254740992' }), false)
  })

  test('a hexadecimal number in quotes is a text', () => {
    assert.equal(selects("Type: '0x17'", { Type: '0x17' }), true)
    assert.equal(selects("Type: '0x17'", { Type: 23 }), false)
  })
})

describe('null and the empty text', () => {
  test('null fits a field that is missing or null', () => {
    assert.equal(selects('User: null', {}), true)
    assert.equal(selects('User: null', { User: null }), true)
    assert.equal(selects('User: null', { User: '' }), false)
    assert.equal(selects('User: null', { User: 0 }), false)
    assert.equal(selects('User:', {}), true)
  })

  test('the empty text fits only the empty text', () => {
    assert.equal(selects("User: ''", { User: '' }), true)
    assert.equal(selects("User: ''", { User: null }), false)
    assert.equal(selects("User: ''", {}), false)
    assert.equal(selects("User: ''", { User: ' ' }), false)
  })

  test('the wildcard * fits every text, and neither null nor a missing field', () => {
    assert.equal(selects("User: '*'", { User: '' }), true)
    assert.equal(selects("User: '*'", { User: 5 }), true)
    assert.equal(selects("User: '*'", { User: null }), false)
    assert.equal(selects("User: '*'", {}), false)
  })

  test('null in a list works, with a warning', () => {
    const list = "User:\n    - ''\n    - null"
    assert.equal(selects(list, {}), true)
    assert.match(warningsOf(selectionText(list)).join(), /has null in a list/)
  })
})

describe('keywords', () => {
  test('are found in the raw text and in the value of any field, case does not matter', () => {
    assert.equal(selects("- 'evil'\n- 'other'", {}, 'an EVIL line'), true)
    assert.equal(selects("- 'evil'", { A: { B: ['x', 'EVIL!'] } }, ''), true)
    assert.equal(selects('- 4711', { A: 4711 }), true)
    assert.equal(selects("- 'evil'", { A: 'good' }, 'a good line'), false)
  })

  test('are not found in the names of fields', () => {
    assert.equal(selects("- 'evil'", { evil: 1 }), false)
  })

  test('are searched in the text of the record only where it is no record of fields', () => {
    const rules = compileRules([{ text: selectionText("- 'evil'\n- 'C:\\Temp'\n- '1.50'\n- 'true'") }])
    const of = (fields: SigmaEvent['fields'], is_structured: boolean) =>
      rules
        .match({ ...testEvent(fields, JSON.stringify(fields)), is_structured })
        .map(({ matched }) => matched.map(({ value }) => value))
    assert.deepEqual(of({ evil: 'x' }, true), [])
    assert.deepEqual(of({ evil: 'x' }, false), [['{"evil":"x"}']])
    for (const [value, found] of [
      ['an EVIL text', 'an EVIL text'],
      ['C:\\Temp\\x', 'C:\\Temp\\x'],
      [['x', ['evil']], 'evil'],
      [{ a: { b: [{ c: 'evil' }] } }, 'evil'],
      [true, 'true'],
    ])
      assert.deepEqual(of({ A: value }, true), [[found]])
    // As JavaScript writes it, whatever digits the record had.
    assert.deepEqual(of({ A: 1.5 }, true), [])
  })

  test('may have wildcards', () => {
    assert.equal(selects("- 'fail*root'", {}, 'Failed password for root'), true)
  })

  test('with all every one must be found, in one text or in several', () => {
    const all = "'|all':\n    - 'one'\n    - 'two'"
    assert.equal(selects(all, { A: 'two' }, 'one'), true)
    assert.equal(selects(all, {}, 'one'), false)
  })

  test('may be regular expressions', () => {
    assert.equal(selects("'|re': '^fail(ed|ure)'", {}, 'failure of'), true)
    assert.equal(selects("'|re': '^fail(ed|ure)'", {}, 'a failure'), false)
  })

  test('a single text is a keyword', () => {
    assert.equal(selects('evil', {}, 'an evil line'), true)
  })

  test('must be something that can be found in a text', () => {
    assert.match(errorsOf(selectionText('- null')).join(), /null is no keyword/)
    assert.match(errorsOf(selectionText("- ''")).join(), /empty keyword/)
    assert.match(errorsOf(selectionText("'|cidr': 10.0.0.0/8")).join(), /needs a field/)
    assert.match(warningsOf(selectionText("- '*'")).join(), /found in every event/)
  })
})

describe('wrong detections', () => {
  const cases: [selection: string, reason: RegExp][] = [
    ['{}', /at least one field/],
    ['[]', /at least one value/],
    ['A: []', /empty list/],
    ['A:\n    B: 1', /not a map/],
    ['A:\n    - B: 1', /may hold values only, not a mapping/],
  ]
  for (const [selection, reason] of cases)
    test(`${JSON.stringify(selection)} is refused`, () => {
      assert.match(errorsOf(selectionText(selection)).join(), reason)
    })

  test('every wrong part of a rule is reported, and the condition is not blamed for them', () => {
    const errors = errorsOf(ruleText('a:\n    x|foo: 1\nb:\n    x|bar: 1\ncondition: a or b'))
    assert.deepEqual(errors, ["unknown modifier 'foo'", "unknown modifier 'bar'"])
  })

  test('all with a single value is worth a warning', () => {
    assert.match(warningsOf(selectionText('A|all: x')).join(), /has one value only/)
  })
})
