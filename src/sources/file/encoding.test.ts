import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Encoding, encodingOf } from './encoding.ts'
import { cutLines, type Skipping } from './lines.ts'
import { folderFor, tailFor } from './testing/tail.ts'

function encode(text: string, encoding: Encoding): Buffer {
  const bytes = Buffer.from(text, 'utf16le')
  return encoding === 'utf16be' ? bytes.swap16() : bytes
}
const utf8 = (text: string) => Buffer.from(text).toString('latin1')

for (const encoding of ['utf16le', 'utf16be'] as const) {
  test(`case 23: ${encoding} arrives as UTF-8, also when written in pieces and read on after a restart`, async t => {
    const folder = folderFor(t)
    const lines = ['first', 'caf\u00e9 \u{1f600}', '\u0a0a\u0a00\u000b\u0a0d', '']
    const bytes = encode(`\ufeff${lines.map(line => `${line}\r\n`).join('')}unfinished`, encoding)
    folder.write('app.log', '')
    const first = tailFor(t, folder, { line_bytes_max: 300, turn_bytes: 16 })
    await first.started()
    for (let at = 0; at < bytes.length; at += 7) {
      folder.append('app.log', bytes.subarray(at, at + 7))
      if (at % 3 === 0) await first.settle()
    }
    await first.receives(...lines.map(utf8))
    assert.equal(first.row('app.log').position_bytes, bytes.length - 2 * 'unfinished'.length)
    await first.stop()
    folder.append('app.log', encode(` no more\n${'\u0a0a'.repeat(200)}\nlast\n`, encoding))
    const second = tailFor(t, folder, { line_bytes_max: 300, turn_bytes: 16 })
    await second.receives('unfinished no more', utf8('\u0a0a'.repeat(150)), 'last')
    assert.equal(second.ids[0]?.split(':')[0], first.ids[0]?.split(':')[0])
  })

  test(`case 23: ${encoding} begun at its end begins with a whole line`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', encode('\ufeffold\n\u0a0a half', encoding))
    const tail = tailFor(t, folder, { start_at: 'end' })
    await tail.started()
    folder.append('app.log', encode(' and half\n', encoding))
    await tail.receives(utf8('\u0a0a half and half'))
  })

  test(`case 23: a rotated ${encoding} file that ends within a character is let go`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', Buffer.concat([encode('\ufeffone\ntwo', encoding), Buffer.from([65])]))
    const tail = tailFor(t, folder)
    await tail.receives('one')
    folder.rename('app.log', 'app.log.1')
    await tail.until(() => tail.texts.includes('two'), 'the unfinished line')
  })

  test(`lines of ${encoding} cut from pieces of any size are the lines of the whole`, () => {
    const origin = { file_id: () => 'f', source: 's', logsource: {} }
    const limits = { line_bytes_max: 1000, records_max: 2 }
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 10 })
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 9 }), (parts, growth) => {
        const text = `\ufeff${parts.join('\n')}\n`
        const whole = encode(text, encoding)
        const form = { encoding: encodingOf(whole), multiline: null }
        const found: string[] = []
        let at = 0
        let skipping: Skipping = null
        for (let end = growth; at < whole.length; end = Math.min(end + growth, whole.length)) {
          const cut = cutLines(whole.subarray(at, end), 0, at, skipping, origin, limits, false, form)
          found.push(...cut.records.map(({ value }) => Buffer.from(value).toString()))
          at += cut.end
          skipping = cut.skipping
        }
        const expected = text.slice(1, -1).split('\n')
        assert.deepEqual(
          found,
          expected.map(line => line.replace(/\r$/, '').toWellFormed()),
        )
      }),
    )
  })
}
