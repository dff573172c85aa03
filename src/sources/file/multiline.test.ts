import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSentinelError } from '../../errors.ts'
import { compileMultiline, type MultilineOptions } from './multiline.ts'
import { folderFor, tailFor } from './testing/tail.ts'

const starts: MultilineOptions = { pattern: '^\\d{4}-', match: 'start', lines_max: 500, wait_ms: 60_000 }
const continues: MultilineOptions = { ...starts, pattern: '^(\\s|Caused by:)', match: 'continue' }
const trace = ['2026-01-02 boom', '  at one', '  at two', 'Caused by: three', '  at four'].join('\n')

for (const multiline of [starts, continues]) {
  test(`case 26: a record of several lines, by the line that ${multiline.match}s it`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', `2026-01-01 plain\n${trace}\n2026-01-03 after\n`)
    const first = tailFor(t, folder, { multiline })
    await first.receives('2026-01-01 plain', trace)
    // The last one may go on: the position is its start.
    const { position_bytes, size_bytes } = first.row('app.log')
    assert.equal(size_bytes - position_bytes, '2026-01-03 after\n'.length)
    assert.equal(first.ids[1]?.split(':')[1], '2026-01-01 plain\n'.length.toString(36))
    await first.stop()
    folder.append('app.log', '  goes on\n2026-01-04 next\n')
    const second = tailFor(t, folder, { multiline })
    await second.receives('2026-01-03 after\n  goes on')
    assert.equal(second.ids[0], `${first.ids[0]?.split(':')[0]}:${position_bytes.toString(36)}`)
  })
}

test('case 26: a record that is written line by line, in turns that are shorter than it, arrives whole', async t => {
  const folder = folderFor(t)
  folder.write('app.log', '')
  const tail = tailFor(t, folder, { multiline: starts, turn_bytes: 20 })
  await tail.started()
  for (const line of `${trace}\n2026-01-03 after\n`.split(/(?<=\n)/)) {
    folder.append('app.log', line)
    await tail.settle()
  }
  await tail.receives(trace)
})

test('case 26: the last record is delivered once the file rests, without an unfinished line', async t => {
  const folder = folderFor(t)
  folder.write('app.log', `${trace}\n  unfin`)
  const tail = tailFor(t, folder, { multiline: { ...starts, wait_ms: 50 } })
  await tail.receives(trace)
  folder.append('app.log', 'ished\n')
  await tail.receives(trace, '  unfinished')
  assert.equal(new Set(tail.ids).size, 2)
})

test('case 26: a rotated file leaves its last record whole', async t => {
  const folder = folderFor(t)
  folder.write('app.log', `2026-01-01 first\n${trace}\n  no line end`)
  const tail = tailFor(t, folder, { multiline: starts })
  await tail.receives('2026-01-01 first')
  folder.rename('app.log', 'app.log.1')
  await tail.until(() => tail.received.length === 2, 'the last record')
  await tail.receives('2026-01-01 first', `${trace}\n  no line end`)
})

test('case 26: a record is bounded in lines and in bytes, and nothing of it is lost', async t => {
  const folder = folderFor(t)
  const lines = Array.from({ length: 25 }, (_, line) => `  line ${line}`)
  const wide = Array.from({ length: 5 }, (_, line) => `  ${line}${'x'.repeat(97)}`)
  folder.write('app.log', `${lines.join('\n')}\n2026-01-02\n${wide.join('\n')}\n2026-01-03\n`)
  const tail = tailFor(t, folder, { multiline: { ...starts, lines_max: 10 }, line_bytes_max: 256 })
  await tail.receives(
    lines.slice(0, 10).join('\n'),
    lines.slice(10, 20).join('\n'),
    lines.slice(20).join('\n'),
    ['2026-01-02', ...wide.slice(0, 2)].join('\n'),
    wide.slice(2, 4).join('\n'),
    wide.slice(4).join('\n'),
  )
  assert.equal(tail.row('app.log').problem, null)
})

test('case 26: a line over the limit within a record is cut and counted, and the next one goes on', async t => {
  const folder = folderFor(t)
  folder.write('app.log', `2026-01-01 a\n  b\n  ${'x'.repeat(400)}\n  c\n2026-01-02\n`)
  const tail = tailFor(t, folder, { multiline: starts, line_bytes_max: 256 })
  await tail.receives('2026-01-01 a\n  b', `  ${'x'.repeat(254)}`, '  c')
  assert.match(tail.row('app.log').problem ?? '', /1 line/)
})

test('a pattern that can not be run in linear time is refused', () => {
  for (const pattern of ['(', '(?<=a)b', '(a)\\1', '((a{100}){100}){100}']) {
    assert.throws(
      () => compileMultiline({ ...starts, pattern }),
      error => isSentinelError(error, 'CONFIG_INVALID'),
    )
  }
})
