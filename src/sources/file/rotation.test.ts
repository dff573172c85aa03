import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { test } from 'node:test'
import { systemClock } from '../../runtime/clock.ts'
import { isRotationOf } from './rotation.ts'
import { folderFor, tailFor } from './testing/tail.ts'

test('case 07: rename and create under load loses no line', async t => {
  const folder = folderFor(t)
  const tail = tailFor(t, folder)
  const expected: string[] = []
  for (let round = 0; round < 10; round++) {
    for (let line = 0; line < 100; line++) {
      const text = `round ${round} line ${line}`
      expected.push(text)
      folder.append('app.log', `${text}\n`)
      if (line % 25 === 0) await new Promise(setImmediate)
    }
    for (let old = round; old > 0; old--) {
      if (fs.existsSync(folder.at(`app.log.${old}`))) folder.rename(`app.log.${old}`, `app.log.${old + 1}`)
    }
    folder.rename('app.log', 'app.log.1')
  }
  await tail.receives(...expected)
  assert.equal(new Set(tail.ids).size, expected.length)
})

test('case 08: several rotations between two looks are all found', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  // In one go: the source can not look in between.
  folder.rename('app.log', 'app.log.1')
  folder.write('app.log', 'two\n')
  folder.rename('app.log.1', 'app.log.2')
  folder.rename('app.log', 'app.log.1')
  folder.write('app.log', 'three\n')
  await tail.receives('one', 'two', 'three')
  assert(tail.received.every(({ source }) => source === folder.at('app.log')))
})

test('case 08: a log that came and went at once is found while the clock of the files lags behind', async t => {
  const folder = folderFor(t)
  // As on a machine whose processors are busy elsewhere: the kernel's stamps are older than the time.
  const tail = tailFor(t, folder, { clock: { ...systemClock, now: () => Date.now() + 500 } })
  await tail.started()
  folder.write('app.log', 'one\n')
  folder.rename('app.log', 'app.log.1')
  await tail.receives('one')
})

test('case 09: what the writer appends to the renamed file is read', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  folder.rename('app.log', 'app.log.1')
  folder.write('app.log', 'new\n')
  await tail.receives('one', 'new')
  folder.append('app.log.1', 'late\n')
  await tail.receives('one', 'new', 'late')
  folder.append('app.log.1', 'later\n')
  await tail.receives('one', 'new', 'late', 'later')
})

test('case 10: files rotated while stopped are read to their ends', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder)
  await first.receives('one')
  await first.stop()
  folder.append('app.log', 'two\n')
  folder.rename('app.log', 'app.log.2')
  folder.write('app.log.1', 'three\n')
  folder.write('app.log', 'four\n')
  const second = tailFor(t, folder)
  await second.receives('two', 'three', 'four')
  await second.stop()
  const third = tailFor(t, folder)
  await third.receives()
})

test('case 11: a line half written before the rotation and half after arrives whole', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\nhal')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  folder.rename('app.log', 'app.log.1')
  folder.write('app.log', 'two\n')
  await tail.receives('one', 'two')
  folder.append('app.log.1', 'f\n')
  await tail.receives('one', 'two', 'half')
})

test('case 11: a line that a rotated file never finishes is delivered before the file is let go', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\nhal')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  folder.rename('app.log', 'app.log.1')
  await tail.receives('one')
  await tail.until(() => tail.texts.includes('hal'), 'the unfinished line')
})

test('case 12: after copytruncate the file is read from its start, under new ids', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'header\none\n')
  const tail = tailFor(t, folder)
  await tail.receives('header', 'one')
  fs.copyFileSync(folder.at('app.log'), folder.at('app.log.1'))
  fs.truncateSync(folder.at('app.log'))
  folder.append('app.log', 'header\n')
  await tail.receives('header', 'one', 'header')
  assert.equal(new Set(tail.ids).size, 3)
  assert.equal(tail.row('app.log').problem, null)
})

test('case 12: a writer that goes on at its old offset leaves a hole that is passed over', async t => {
  const folder = folderFor(t)
  const writer = fs.openSync(folder.at('app.log'), 'w')
  t.after(() => fs.closeSync(writer))
  fs.writeSync(writer, 'before\n')
  const tail = tailFor(t, folder)
  await tail.receives('before')
  fs.truncateSync(folder.at('app.log'))
  fs.writeSync(writer, 'after\n')
  await tail.receives('before', 'after')
})

for (const [size, refill] of [
  ['the same', 'six\nten\n'],
  ['a larger', 'three\nfour\nfive\nsix\n'],
] as const) {
  test(`case 13: truncated and refilled to ${size} size before the next look`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', 'one\ntwo\n')
    const tail = tailFor(t, folder)
    await tail.receives('one', 'two')
    folder.write('app.log', refill)
    await tail.receives('one', 'two', ...refill.trim().split('\n'))
    assert.equal(new Set(tail.ids).size, tail.ids.length)
  })

  test(`case 13: truncated and refilled to ${size} size while stopped`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', 'one\ntwo\n')
    const first = tailFor(t, folder)
    await first.receives('one', 'two')
    await first.stop()
    folder.write('app.log', refill)
    const second = tailFor(t, folder)
    await second.receives(...refill.trim().split('\n'))
    assert.equal(new Set([...first.ids, ...second.ids]).size, first.ids.length + second.ids.length)
  })
}

test('case 14: bytes truncated before they were read are counted and reported', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\nunfinished')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  fs.truncateSync(folder.at('app.log'))
  folder.append('app.log', 'two\n')
  await tail.receives('one', 'two')
  assert.equal(tail.row('app.log').problem, 'truncated while 10 bytes were unread')
  assert.equal(tail.row('app.log').lost_bytes, 10)
})

test('case 16: a retargeted symbolic link: the old target is drained, the new one followed', async t => {
  const folder = folderFor(t)
  folder.write('a', 'one\n')
  folder.write('b', 'two\n')
  fs.symlinkSync('a', folder.at('app.log'))
  const tail = tailFor(t, folder)
  await tail.receives('one')
  folder.append('a', 'more\n')
  await tail.receives('one', 'more')
  folder.append('a', 'last\n')
  fs.symlinkSync('b', folder.at('link'))
  folder.rename('link', 'app.log')
  await tail.receives('one', 'more', 'last', 'two')
})

test('case 16: a dangling symbolic link is reported, and followed once its target exists', async t => {
  const folder = folderFor(t)
  fs.symlinkSync('target', folder.at('app.log'))
  const tail = tailFor(t, folder)
  await tail.until(() => tail.status.some(row => row.state === 'missing'))
  assert.match(tail.row('app.log').problem ?? '', /symbolic link/)
  folder.write('target', 'one\n')
  await tail.receives('one')
  assert.equal(tail.row('app.log').problem, null)
})

test('case 17: the rotated file matches the glob too and is not read again', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder, { paths: ['app.log*'] })
  await first.receives('one')
  folder.rename('app.log', 'app.log.1')
  folder.write('app.log', 'two\n')
  await first.receives('one', 'two')
  folder.append('app.log.1', 'late\n')
  await first.receives('one', 'two', 'late')
  await first.stop()
  folder.rename('app.log.1', 'app.log.2')
  folder.rename('app.log', 'app.log.1')
  const second = tailFor(t, folder, { paths: ['app.log*'] })
  await second.receives()
})

test('case 27: a rotated file that becomes a compressed one is not read again', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const tail = tailFor(t, folder, { paths: ['app.log*'] })
  await tail.receives('one')
  folder.rename('app.log', 'app.log.1')
  await tail.settle()
  folder.write('app.log.1.gz', 'compressed\n')
  folder.remove('app.log.1')
  await tail.settle()
  await tail.receives('one')
})

test('names of rotated files', () => {
  for (const name of [
    'app.log.1',
    'app.log-20260102',
    'app.log.2026-01-02_10:00',
    'app-20260102.log',
    'app.1.log',
  ]) {
    assert(isRotationOf('app.log', name), name)
  }
  for (const name of [
    'app.log',
    'app.log.gz',
    'app.log.1.gz',
    'app.log.old',
    'other.log',
    'apple.log',
    'app.logs',
  ]) {
    assert(!isRotationOf('app.log', name), name)
  }
})
