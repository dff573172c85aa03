import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cutLines } from './lines.ts'
import { folderFor, tailFor } from './testing/tail.ts'

test('case 20: an unfinished last line is waited for', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\ntw')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  folder.append('app.log', 'o\n')
  await tail.receives('one', 'two')
})

test('case 20: with a flush time an unfinished line is delivered once it rests', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\ntw')
  const tail = tailFor(t, folder, { flush_partial_ms: 30 })
  await tail.receives('one', 'tw')
  folder.append('app.log', 'o\nthree\n')
  await tail.receives('one', 'tw', 'o', 'three')
  assert.equal(new Set(tail.ids).size, 4)
})

for (const [number, what, parts] of [
  ['21', 'a multi-byte character', ['caf\xc3', '\xa9 \xf0\x9f', '\x98', '\x80\n']],
  ['22', 'CRLF', ['one\r', '\ntwo', '\r\n', 'lone\rreturn\r', '\r\n']],
] as const) {
  test(`case ${number}: ${what} across two reads`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', '')
    const tail = tailFor(t, folder)
    await tail.started()
    for (const part of parts) {
      folder.append('app.log', Buffer.from(part, 'latin1'))
      await tail.settle()
    }
    await tail.receives(
      ...parts
        .join('')
        .split('\n')
        .slice(0, -1)
        .map(line => line.replace(/\r$/, '')),
    )
  })
}

test('case 23: a UTF-8 byte order mark is no part of the first line', async t => {
  const folder = folderFor(t)
  folder.write('app.log', '\ufeffone\ntwo\n')
  const tail = tailFor(t, folder)
  await tail.receives('one', 'two')
})

test('case 24: NUL bytes, invalid UTF-8 and empty lines arrive byte for byte', async t => {
  const folder = folderFor(t)
  const lines = ['\0nul\0', '', '\xff\xfe\xc3', '', '\0']
  folder.write('app.log', Buffer.from(`${lines.join('\n')}\n`, 'latin1'))
  const tail = tailFor(t, folder)
  await tail.receives(...lines)
  assert.deepEqual(tail.texts, lines)
})

for (const turn_bytes of [100, 1000, 256 * 1024]) {
  test(`case 25: a line over the limit is cut and counted, read in turns of ${turn_bytes} bytes`, async t => {
    const folder = folderFor(t)
    const exact = 'e'.repeat(300)
    folder.write(
      'app.log',
      `one\n${'x'.repeat(5000)}\n${exact}\n${'y'.repeat(301)}\nlast\n${'z'.repeat(400)}`,
    )
    const tail = tailFor(t, folder, { line_bytes_max: 300, turn_bytes })
    const heads = ['one', 'x'.repeat(300), exact, 'y'.repeat(300), 'last', 'z'.repeat(300)]
    await tail.receives(...heads)
    assert.match(tail.row('app.log').problem ?? '', /3 lines were longer than the limit/)
    assert.equal(tail.row('app.log').cut, 3)
    await tail.until(() => tail.row('app.log').position_bytes === tail.row('app.log').size_bytes)
    await tail.stop()
    folder.append('app.log', 'zzz\nafter\n')
    const second = tailFor(t, folder, { line_bytes_max: 300, turn_bytes })
    await second.receives('after')
  })
}

test('lines cut from pieces of any size are the lines of the whole', () => {
  const origin = { file_id: () => 'f', source: 's', logsource: {} }
  const limits = { line_bytes_max: 8, records_max: 3 }
  const bytes = fc.array(fc.constantFrom(10, 13, 0, 97, 200), { maxLength: 60 })
  fc.assert(
    fc.property(bytes, fc.integer({ min: 9, max: 20 }), (content, window) => {
      const whole = Buffer.from(content)
      const found: string[] = []
      let at = 0
      let skipping: 'line' | 'hole' | null = null
      for (;;) {
        const piece = whole.subarray(at, at + window)
        const cut = cutLines(piece, 0, at, skipping, origin, limits)
        for (const { id, value } of cut.records) {
          found.push(`${Number.parseInt(id.slice(2), 36)} ${Buffer.from(value).toString('latin1')}`)
        }
        if (cut.end === 0 && cut.skipping === skipping) break
        at += cut.end
        skipping = cut.skipping
      }
      const expected: string[] = []
      let offset = 0
      const lines = whole.toString('latin1').split('\n')
      lines.forEach((line, index) => {
        const last = index === lines.length - 1
        if (!last || line.length > 8) {
          expected.push(`${offset} ${line.length > 8 ? line.slice(0, 8) : line.replace(/\r$/, '')}`)
        }
        offset += line.length + 1
      })
      assert.deepEqual(found, expected)
    }),
  )
})
