import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { piecesOf, visible } from './visible.ts'

test('terminal escapes, NUL, overrides of direction and zero-width characters are shown', () => {
  assert.equal(visible('\u001b[31mred\0'), '[ESC][31mred[NUL]')
  assert.equal(visible('user\u202etxt.exe'), 'user[\\u202e]txt.exe')
  assert.equal(visible('a\u200bb\ufeff'), 'a[\\u200b]b[\\ufeff]')
  assert.equal(visible('tag\u{e0041}'), 'tag[\\u{e0041}]')
})

test('readable text of any language stays as it is', () => {
  for (const text of ['jürgen', '日本語', 'مرحبا', '👩‍💻'.normalize().replace('\u200d', ''), '<b>&amp;']) {
    assert.equal(visible(text), text)
  }
})

test('in a block, line feeds and tabs stay', () => {
  const pieces = piecesOf('a\n\tb\r', [], true)
  assert.deepEqual(
    pieces.map(({ text, hidden }) => [text, hidden]),
    [
      ['a\n\tb', false],
      ['CR', true],
    ],
  )
})

test('marks divide pieces without losing any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(20), fc.nat(20), (text, from, length) => {
      const start = Math.min(from, text.length)
      const mark = { start, end: Math.min(start + length, text.length) }
      const pieces = piecesOf(text, [mark], false)
      const shown = pieces.map(piece => (piece.hidden ? `[${piece.text}]` : piece.text)).join('')
      const starts = new Set(pieces.map(piece => piece.start))
      return shown.length >= text.length && starts.size === pieces.length
    }),
  )
})
