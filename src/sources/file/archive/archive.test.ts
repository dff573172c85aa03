import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { folderFor, tailFor } from '../testing/tail.ts'

const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, line) => `${name} ${line} ${(line * 7919) % 104_729}`)
const packed = (texts: readonly string[]) => gzipSync(texts.map(text => `${text}\n`).join(''))

test('case 27: what was read as a log is not read again from the archive that gzip makes of it', async t => {
  const folder = folderFor(t)
  const paths = ['app.log', 'app.log.*.gz']
  folder.write('app.log', 'header\none\n')
  const first = tailFor(t, folder, { paths })
  await first.receives('header', 'one')
  folder.rename('app.log', 'app.log.1')
  folder.append('app.log.1', 'two\n')
  folder.write('app.log', 'header\n')
  await first.receives('header', 'one', 'two', 'header')
  execFileSync('gzip', [folder.at('app.log.1')])
  // An archive of another log that begins with the same line is read.
  folder.write('app.log.2.gz', packed(['header', 'older']))
  await first.receives('header', 'one', 'two', 'header', 'header', 'older')
  await first.stop()
  folder.rename('app.log.1.gz', 'app.log.3.gz')
  fs.copyFileSync(folder.at('app.log.3.gz'), folder.at('app.log.4.gz'))
  await tailFor(t, folder, { paths }).receives()
})

test('case 27: a log that is deleted and compressed while its reader was away is read on from its position', async t => {
  const folder = folderFor(t)
  const paths = ['app.log', 'app.log.*.gz']
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder, { paths })
  await first.receives('one')
  await first.stop()
  folder.append('app.log', 'two\n')
  folder.write('app.log.1.gz', gzipSync(fs.readFileSync(folder.at('app.log'))))
  folder.remove('app.log')
  await tailFor(t, folder, { paths }).receives('two')
})

test('case 27: what was read of a log is known after a crash, from the moment on that the log is forgotten', async t => {
  const folder = folderFor(t)
  const paths = ['app.log', 'app.log.*.gz']
  folder.write('app.log', 'one\n')
  // Only the hint of the system tells that the log is gone; archives have no turn before the crash.
  const first = tailFor(t, folder, { paths, deleted_wait_ms: 0, round_ms: 3_600_000 })
  await first.receives('one')
  folder.write('app.log.1.gz', packed(['one']))
  folder.remove('app.log')
  await first.until(() => folder.readCheckpoint()?.includes('"files":[]') === true, 'the forgetting')
  await first.crash()
  await tailFor(t, folder, { paths }).receives()
})

test('case 28: every member of an archive is read, once, also after a restart in between', async t => {
  const folder = folderFor(t)
  const [a, b] = [lines('a', 30_000), lines('b', 30_000)]
  folder.write('old.gz', Buffer.concat([packed(a), packed(b), gzipSync('no line end')]))
  const expected = [...a, ...b, 'no line end']
  const first = tailFor(t, folder, { paths: ['*.gz'] })
  await first.until(() => first.received.length > 10_000)
  await first.crash()
  const second = tailFor(t, folder, { paths: ['*.gz'] })
  const texts = () => new Map([...first.received, ...second.received].map(({ id, text }) => [id, text]))
  const enough = () => first.received.length + second.received.length >= expected.length
  await second.until(() => enough() && texts().size === expected.length, 'every line')
  assert.deepEqual([...texts().values()].sort(), [...expected].sort())
  await second.stop()
  await tailFor(t, folder, { paths: ['*.gz'] }).receives()
})

test('case 28: a member that is added to an archive is read, and nothing again', async t => {
  const folder = folderFor(t)
  folder.write('old.gz', packed(['one', 'two']))
  const tail = tailFor(t, folder, { paths: ['old.gz'] })
  await tail.receives('one', 'two')
  folder.append('old.gz', packed(['three']))
  await tail.receives('one', 'two', 'three')
  assert.equal(new Set(tail.ids).size, 3)
})

for (const [what, damage] of [
  ['cut off', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))],
  ['overwritten', (bytes: Buffer) => Buffer.from(bytes).fill(0xff, bytes.length / 2)],
] as const) {
  test(`case 28: of an archive that is ${what} what can be read is delivered, and the rest reported`, async t => {
    const folder = folderFor(t)
    const texts = lines('a', 50_000)
    const whole = packed(texts)
    folder.write('bad.gz', damage(whole))
    folder.write('good.gz', packed(['after']))
    const tail = tailFor(t, folder, { paths: ['*.gz'] })
    await tail.until(() => tail.texts.includes('after') && tail.row('bad.gz').problem !== null)
    const read = tail.texts.filter(text => text !== 'after')
    assert(read.length > texts.length / 3, `${read.length} lines`)
    // The last one may be the beginning of a line.
    assert.deepEqual(read.slice(0, 20_000), texts.slice(0, 20_000))
    assert.match(tail.row('bad.gz').problem ?? '', /damaged/)
    assert(what === 'cut off' || tail.row('bad.gz').lost_bytes > whole.length / 4)
    await tail.settle()
    assert.equal(tail.row('good.gz').published, 1)
    assert.equal(tail.texts.length, new Set(tail.ids).size)
  })
}

test('case 28: a file that is no archive is reported; an empty one is waited for', async t => {
  const folder = folderFor(t)
  folder.write('no.gz', 'plain text\n')
  folder.write('empty.gz', '')
  const tail = tailFor(t, folder, { paths: ['*.gz'] })
  await tail.until(() => /incorrect header/.test(tail.status[0]?.problem ?? ''), 'the problem')
  folder.write('empty.gz', packed(['one']))
  await tail.receives('one')
})

test('archives that exist at the first start are passed over with start_at end', async t => {
  const folder = folderFor(t)
  folder.write('old.gz', packed(['old']))
  const tail = tailFor(t, folder, { paths: ['*.gz'], start_at: 'end' })
  await tail.until(() => fs.existsSync(folder.at('positions/archives.json')))
  folder.write('new.gz', packed(['new']))
  await tail.receives('new')
})
