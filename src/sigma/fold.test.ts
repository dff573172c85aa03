import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, foldDashes } from './fold.ts'

test('letters of all scripts are folded', () => {
  assert.equal(fold('MIMIKATZ ÄÖÜ ПРИВЕТ'), 'mimikatz äöü привет')
})

test('the forms of the Greek sigma are one letter, wherever it stands', () => {
  assert.equal(fold('ΟΔΟΣ'), fold('οδος'))
  assert.equal(fold('ΟΔΟΣ Α').includes(fold('ΟΔΟΣ')), true)
})

test('a letter whose lower case is longer keeps its length', () => {
  assert.equal(fold('İx').length, 2)
})

test('every character of the basic plane is equal to its folded form where a regular expression ignores case', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const char = String.fromCharCode(code)
    const folded = fold(char)
    if (folded !== char) assert.match(folded, new RegExp(`^\\u{${code.toString(16)}}$`, 'iu'))
  }
})

test('a part of a folded text is the folded part', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assert.equal(fold(a + b), fold(a) + fold(b))
      assert.equal(fold(fold(a)), fold(a))
    }),
  )
})

test('every character that starts an option on Windows is the same dash', () => {
  assert.equal(foldDashes('-/–—―_'), '-----_')
})
