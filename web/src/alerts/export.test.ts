import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvField } from './export.ts'

test('a field that a spreadsheet would run is made text', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd']) {
    assert.match(csvField(text), /^"?'/)
  }
})

test('separators, quotes and line ends are kept within their field', () => {
  assert.equal(csvField('a,b'), '"a,b"')
  assert.equal(csvField('say "hi"'), '"say ""hi"""')
  assert.equal(csvField('two\nlines'), '"two\nlines"')
  assert.equal(csvField('plain'), 'plain')
})
