import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorsOf, selectionText, selects } from './testing/detect.ts'

/** Modifiers about fields as a whole, and placeholders. */

describe('exists', () => {
  test('asks for the field, whatever its value', () => {
    for (const value of ['', null, 0, [], {}]) {
      assert.equal(selects('User|exists: true', { User: value }), true)
      assert.equal(selects('User|exists: false', { User: value }), false)
    }
    assert.equal(selects('User|exists: true', {}), false)
    assert.equal(selects('User|exists: false', {}), true)
  })

  test('needs true or false, and no other modifier', () => {
    assert.match(errorsOf(selectionText("User|exists: 'true'")).join(), /needs true or false/)
    assert.match(errorsOf(selectionText('User|exists|neq: true')).join(), /can not be combined/)
  })
})

describe('fieldref', () => {
  const cases: [modifiers: string, value: string, other: string, holds: boolean][] = [
    ['fieldref', 'Anna', 'anna', true],
    ['fieldref', 'Anna', 'annab', false],
    ['fieldref|startswith', 'Anna', 'AN', true],
    ['fieldref|endswith', 'Anna', 'NA', true],
    ['fieldref|contains', 'Anna', 'nn', true],
    ['fieldref|contains', 'Anna', 'x', false],
    ['fieldref|cased', 'Anna', 'anna', false],
    ['fieldref|neq', 'Anna', 'bert', true],
    ['fieldref|neq', 'Anna', 'anna', false],
  ]
  for (const [modifiers, value, other, holds] of cases)
    test(`${value} ${holds ? 'fits' : 'does not fit'} ${modifiers} ${other}`, () => {
      assert.equal(selects(`User|${modifiers}: Other`, { User: value, Other: other }), holds)
    })

  test('goes with startswith, endswith and contains in either order', () => {
    for (const modifiers of ['fieldref|startswith', 'startswith|fieldref'])
      assert.equal(selects(`User|${modifiers}: Other`, { User: 'Anna', Other: 'AN' }), true)
  })

  test('numbers and texts are compared as texts', () => {
    assert.equal(selects('A|fieldref: B', { A: 5, B: '5' }), true)
  })

  test('a missing field is not equal to another one, not even to a missing one', () => {
    assert.equal(selects('A|fieldref: B', { A: 'x' }), false)
    assert.equal(selects('A|fieldref: B', {}), false)
    assert.equal(selects('A|fieldref: B', { A: null, B: null }), false)
  })

  test('wildcards in the other field are plain characters', () => {
    assert.equal(selects('A|fieldref: B', { A: 'anything', B: '*' }), false)
    assert.equal(selects('A|fieldref|contains: B', { A: 'a*b', B: '*' }), true)
  })
})

describe('expand', () => {
  const placeholders = { Servers: ['srv*', 'web1'], Admins: ['root'], Ids: [4624, 4625] }
  const expands = (selection: string, fields: Record<string, unknown>) =>
    selects(selection, fields, '', { placeholders })

  test('every value of the placeholder is an alternative, wildcards included', () => {
    assert.equal(expands("Host|expand: '%Servers%'", { Host: 'SRV0815' }), true)
    assert.equal(expands("Host|expand: '%Servers%'", { Host: 'web1' }), true)
    assert.equal(expands("Host|expand: '%Servers%'", { Host: 'web2' }), false)
    assert.equal(expands("EventID|expand: '%Ids%'", { EventID: 4625 }), true)
  })

  test('placeholders may be parts of a text, and several', () => {
    const selection = "Account|expand: '%Servers%\\\\%Admins%'"
    assert.equal(expands(selection, { Account: 'web1\\root' }), true)
    assert.equal(expands(selection, { Account: 'web1\\bob' }), false)
  })

  test('are filled in before the other modifiers work', () => {
    for (const modifiers of ['contains|expand', 'expand|contains'])
      assert.equal(expands(`Text|${modifiers}: '%Admins%'`, { Text: 'by root!' }), true)
    assert.equal(expands("Text|expand|base64: '%Admins%'", { Text: btoa('root') }), true)
  })

  test('an escaped per cent sign is a plain one', () => {
    assert.equal(expands("Text|expand: '\\%plain%Admins%'", { Text: '%plainroot' }), true)
  })

  test('without the modifier there are no placeholders', () => {
    assert.equal(expands("Text: '%Admins%'", { Text: '%admins%' }), true)
  })

  test('a rule with a placeholder without a value is refused', () => {
    for (const name of ['Nothing', '__proto__', 'constructor'])
      assert.deepEqual(errorsOf(selectionText(`Text|expand: '%${name}%'`), { placeholders }), [
        `the placeholder %${name}% has no value: name its values in the configuration`,
      ])
  })
})
