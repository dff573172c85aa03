import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorsOf, selectionText, selects } from './testing/detect.ts'

/** Regular expressions (specification, "Regular Expression"). */

describe('re', () => {
  test('finds the pattern anywhere in the value, and case matters', () => {
    assert.equal(selects("Command|re: 'ab+c'", { Command: 'xx abbbc xx' }), true)
    assert.equal(selects("Command|re: 'ab+c'", { Command: 'xx ABC xx' }), false)
  })

  test('is anchored by the pattern itself', () => {
    assert.equal(selects("Command|re: '^ab$'", { Command: 'ab' }), true)
    assert.equal(selects("Command|re: '^ab$'", { Command: 'xab' }), false)
  })

  test('takes the value as it is written: backslashes and wildcards belong to the pattern', () => {
    assert.equal(selects("Command|re: 'C:\\\\\\w+\\.exe'", { Command: 'C:\\cmd.exe' }), true)
  })

  test('a list needs one pattern, with all every one', () => {
    const list = (modifiers: string) => `Command|${modifiers}:\n    - 'a\\d'\n    - 'b\\d'`
    assert.equal(selects(list('re'), { Command: 'b1' }), true)
    assert.equal(selects(list('re|all'), { Command: 'b1' }), false)
    assert.equal(selects(list('re|all'), { Command: 'b1 a2' }), true)
  })

  test('a number is matched as its text', () => {
    assert.equal(selects("EventID|re: '^46\\d\\d$'", { EventID: 4625 }), true)
  })
})

describe('flags', () => {
  test('i: case does not matter', () => {
    assert.equal(selects("Command|re|i: 'abc'", { Command: 'ABC' }), true)
  })

  test('m: ^ and $ stand for the ends of lines', () => {
    assert.equal(selects("Command|re|m: '^b$'", { Command: 'a\nb\nc' }), true)
    assert.equal(selects("Command|re: '^b$'", { Command: 'a\nb\nc' }), false)
  })

  test('s: the dot stands for a line break too', () => {
    assert.equal(selects("Command|re|s: 'a.b'", { Command: 'a\nb' }), true)
    assert.equal(selects("Command|re: 'a.b'", { Command: 'a\nb' }), false)
  })

  test('go together, and are understood inside of the pattern', () => {
    assert.equal(selects("Command|re|i|s: 'A.B'", { Command: 'a\nb' }), true)
    assert.equal(selects("Command|re: '(?i)abc'", { Command: 'ABC' }), true)
  })
})

describe('patterns that can not be run', () => {
  const cases: [pattern: string, reason: RegExp][] = [
    ['(?=a)b', /needs lookaround, which can not be run/],
    ['(?<!a)b', /needs lookaround/],
    ['(a)\\1', /needs a back reference/],
    ['(a', /no valid regular expression/],
    ['(?:(?:a{1,900}){1,900})', /regular expression/],
    ['a{900}b{900}c{900}d{900}e{900}f{900}g{900}', /too large a pattern/],
    ['a'.repeat(10_001), /longer than/],
  ]
  for (const [pattern, reason] of cases)
    test(`${pattern.slice(0, 40)} is refused with its reason`, () => {
      assert.match(errorsOf(selectionText(`Command|re: '${pattern}'`)).join(), reason)
    })
})

test('patterns that hold up a backtracking engine are linear here', () => {
  const text = 'a'.repeat(64 * 1024)
  for (const pattern of ['(a+)+$', '(a|aa)+b', '(.*a){20}b', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a*a*a*a*a*b'])
    assert.equal(selects(`Command|re: '${pattern}'`, { Command: `${text}!` }), false)
})
