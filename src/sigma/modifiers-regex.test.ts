import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileRules } from './index.ts'
import { errorsOf, selectionText, selects, testEvent } from './testing/detect.ts'

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

describe('lookaround, back references and atomic groups', () => {
  const cases: [pattern: string, fits: string, fits_not: string][] = [
    ['^(?=.*b)a', 'aab', 'aac'],
    ['a(?!b)', 'ac', 'ab'],
    ['(?<=a)b', 'ab', 'cb'],
    ['(?<!a)b', 'cb', 'ab'],
    ['(?<=a+b{1,3})c', 'aabbc', 'bbc'],
    ['(a|b)\\1', 'bb', 'ab'],
    ['(?P<x>a|b)(?P=x)', 'aa', 'ab'],
    ['(?<x>a|b)\\k<x>', 'aa', 'ab'],
    ['(?i)(a)\\1', 'aA', 'ab'],
    ['(?>a|ab)c', 'ac', 'abc'],
    ['^a*+b', 'aab', 'aac'],
    ['^a++a', '', 'aaa'],
    ['^(?:a|ab)(?=c)', 'abc', 'abd'],
  ]
  for (const [pattern, fits, fits_not] of cases)
    test(pattern, () => {
      if (fits !== '') assert.equal(selects(`Command|re: '${pattern}'`, { Command: fits }), true)
      assert.equal(selects(`Command|re: '${pattern}'`, { Command: fits_not }), false)
    })

  test('a group that took nothing is referred to as the empty text', () => {
    assert.equal(selects("Command|re: '^(a)?\\1b'", { Command: 'b' }), true)
  })
})

describe('patterns that can not be run', () => {
  const cases: [pattern: string, reason: RegExp][] = [
    ['(a', /no valid regular expression/],
    ['a\\1', /no valid regular expression/],
    ['(?(1)a|b)', /no valid regular expression/],
    ['a{2}{3}', /no valid regular expression/],
    ['(?:(?:a{1,900}){1,900})', /regular expression/],
    ['a{900}b{900}c{900}d{900}e{900}f{900}g{900}', /too large a pattern/],
    ['(?=a{900}b{900}c{900})a', /too large a pattern/],
    ['a'.repeat(10_001), /longer than/],
  ]
  for (const [pattern, reason] of cases)
    test(`${pattern.slice(0, 40)} is refused with its reason`, () => {
      assert.match(errorsOf(selectionText(`Command|re: '${pattern}'`)).join(), reason)
    })
})

describe('patterns that hold up a backtracking engine', () => {
  const text = `${'a'.repeat(64 * 1024)}!`
  const texts = { Command: text }
  const linear = ['(a+)+$', '(a|aa)+b', '(.*a){20}b', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a*a*a*a*a*b']
  for (const pattern of linear)
    test(`${pattern} is linear`, () => assert.equal(selects(`Command|re: '${pattern}'`, texts), false))

  const bounded = [
    '(?=(a+)+$)b',
    '(?=(a|a)*\\1b)a',
    '(a|a)*\\1b',
    '(?=(?=(?=(a*)*b)a)a)a',
    '(?<=b(a|a)*)a',
    '(a*)*(?!a)\\1c',
  ]
  for (const pattern of bounded)
    test(`${pattern} is bounded: the rule is not tried again`, () => {
      const rules = compileRules([{ text: selectionText(`Command|re: '${pattern}'`) }])
      assert.equal(rules.rules.length, 1)
      assert.deepEqual(rules.match(testEvent(texts)), [])
      assert.equal(rules.quarantined.length, 1)
    })
})
