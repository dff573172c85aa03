import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anchorPattern, compilePattern, type Pattern, parsePattern } from './pattern.ts'

const fits = (pattern: string, text: string) => compilePattern(parsePattern(pattern))(text)

describe('wildcards', () => {
  const cases: [pattern: string, text: string, fits: boolean][] = [
    ['prog?.exe', 'progA.exe', true],
    ['prog?.exe', 'prog.exe', false],
    ['prog?.exe', 'progAB.exe', false],
    ['antivirus_V*.exe', 'antivirus_V21.2.1.exe', true],
    ['antivirus_V*.exe', 'antivirus_V.exe', true],
    ['*', '', true],
    ['?', '', false],
    ['', '', true],
    ['', 'a', false],
    ['a*a', 'a', false],
    ['*ab*ba*', 'aba', false],
    ['?*?', 'a', false],
    ['?*?', 'ab', true],
  ]
  for (const [pattern, text, expected] of cases)
    test(`'${pattern}' ${expected ? 'fits' : 'does not fit'} '${text}'`, () => {
      assert.equal(fits(pattern, text), expected)
    })
})

test('a character beyond U+FFFF is one character', () => {
  assert.equal(fits('a?', 'a😀'), true)
  assert.equal(fits('a??', 'a😀'), false)
})

describe('backslashes in values', () => {
  const cases: [pattern: string, text: string][] = [
    ['a\\b', 'a\\b'],
    ['a\\\\b', 'a\\b'],
    ['a\\*b', 'a*b'],
    ['a\\?b', 'a?b'],
    ['a\\\\*b', 'a\\xyzb'],
    ['a\\\\\\*b', 'a\\*b'],
    ['a\\\\\\b', 'a\\\\b'],
    ['a\\\\\\\\b', 'a\\\\b'],
    ['a\\', 'a\\'],
  ]
  for (const [pattern, text] of cases)
    test(`${pattern} fits ${text}`, () => assert.equal(fits(pattern, text), true))

  test('an escaped wildcard is no wildcard', () => {
    assert.equal(fits('a\\*b', 'axb'), false)
    assert.equal(fits('a\\\\\\*b', 'a\\xb'), false)
  })

  test('a backslash at the end does not take the meaning from the wildcard that a modifier adds', () => {
    const pattern = anchorPattern(parsePattern('\\Temp\\'), 'contains')
    assert.equal(compilePattern(pattern)('C:\\Temp\\x.exe'), true)
  })
})

/** Tries everything, character by character. */
function fitsNaively(parts: Pattern, text: readonly string[]): boolean {
  const [part, ...rest] = parts
  if (!part) return text.length === 0
  if ('literal' in part) {
    const literal = [...part.literal]
    return literal.every((char, at) => text[at] === char) && fitsNaively(rest, text.slice(literal.length))
  }
  if (part.wildcard === '?') return text.length > 0 && fitsNaively(rest, text.slice(1))
  return text.some((_, at) => fitsNaively(rest, text.slice(at))) || fitsNaively(rest, [])
}

test('patterns fit as trying every way to fit them says', () => {
  const parts = fc.constantFrom('a', 'b', '*', '?', '\\', '😀', '\\*')
  const chars = fc.constantFrom('a', 'b', '*', '\\', '😀')
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), fc.array(chars, { maxLength: 8 }), (pattern, text) => {
      const parsed = parsePattern(pattern.join(''))
      assert.equal(compilePattern(parsed)(text.join('')), fitsNaively(parsed, text))
    }),
    { numRuns: 5000 },
  )
})

test('a pattern that fits nowhere in a long text is given up without trying every way', () => {
  assert.equal(fits(`${'*a'.repeat(200)}*b`, 'a'.repeat(100_000)), false)
})
