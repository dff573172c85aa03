import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerpt, marksIn } from './marks.ts'

const LINE = 'web-1 sshd[42]: Failed password for root from 203.0.113.9; failed again'
const matched = (pattern: string, value = LINE) => [{ selection: 's', field: 'message', pattern, value }]
const marked = (text: string, pattern: string, value = text) =>
  marksIn(text, matched(pattern, value)).map(({ start, end }) => text.slice(start, end))

test('the literal of the pattern is marked wherever it stands, whatever its case', () => {
  assert.deepEqual(marked(LINE, 'contains: failed'), ['Failed', 'failed'])
  assert.deepEqual(marked('ALERT: x', 'startswith: "ALERT:"'), ['ALERT:'])
  assert.deepEqual(marked('cmd.exe /c whoami', '*whoami*'), ['whoami'])
})

test('where the pattern is no literal, the value that was found is marked', () => {
  assert.deepEqual(marked(LINE, 're: \\d+\\.0\\.113\\.\\d+', '203.0.113.9'), ['203.0.113.9'])
  assert.deepEqual(marked(LINE, 'cidr: 203.0.113.0/24', '203.0.113.9'), ['203.0.113.9'])
})

test('of a regular expression its words are marked', () => {
  const query = '/p?id=-1%20UNION%20ALL%20SELECT%20name'
  assert.deepEqual(marked(query, 're|i: union([ +(]|%20).{0,60}select'), ['UNION', 'SELECT'])
  assert.deepEqual(marked('WARN ALERT: x', 're: (^|[^A-Za-z])ALERT([^A-Za-z]|$)'), ['ALERT'])
})

test('what is too short to mean anything is not marked', () => {
  assert.deepEqual(marked('useradd: UID=0, GID=100', '0', '0'), [])
})

test('marks that touch or overlap become one', () => {
  const found = marksIn('abcdef', [
    ...matched('contains: abc', 'abcdef'),
    ...matched('contains: cde', 'abcdef'),
  ])
  assert.deepEqual(found, [{ start: 0, end: 5 }])
})

test('a text whose lower case has another length is searched as it is', () => {
  assert.deepEqual(marked('İ Failed', 'contains: Failed'), ['Failed'])
})

test('an excerpt has room for its first mark, and keeps its place', () => {
  const text = `${'x'.repeat(200)}NEEDLE${'y'.repeat(2000)}`
  const { text: line, marks } = excerpt(text, [{ start: 200, end: 206 }], 40)
  const [mark] = marks
  assert.ok(mark)
  assert.equal(line.slice(mark.start, mark.end), 'NEEDLE')
  assert.ok(mark.end <= 40)
  assert.ok(line.length <= 501)
})

test('a text whose first mark can be seen is not cut in front', () => {
  assert.deepEqual(excerpt('short', [{ start: 0, end: 2 }], 40), {
    text: 'short',
    marks: [{ start: 0, end: 2 }],
  })
})
