import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { test } from 'node:test'
import { collectingLogger, folderFor, tailFor } from './testing/tail.ts'

const MiB = 1024 * 1024
/** Linux drops events beyond this many (`fs.inotify.max_queued_events`). */
const EVENT_QUEUE_MAX = 16_384

test('case 34: without any folder events polling finds everything', async t => {
  const folder = folderFor(t)
  const refused = Object.assign(new Error('no space left for watches'), { code: 'ENOSPC' })
  const watch = t.mock.method(fs, 'watch', () => {
    throw refused
  })
  syncBuiltinESMExports()
  t.after(() => {
    watch.mock.restore()
    syncBuiltinESMExports()
  })
  const { logger, entries } = collectingLogger()
  const tail = tailFor(t, folder, { logger })
  await tail.started()
  folder.write('app.log', 'one\n')
  await tail.receives('one')
  folder.append('app.log', 'two\n')
  folder.rename('app.log', 'app.log.1')
  folder.write('app.log', 'three\n')
  await tail.receives('one', 'two', 'three')
  assert.equal(entries.filter(({ message }) => message.includes('polled')).length, 1)
})

test('case 34: what the events of an overflowing queue would have told is found by looking', async t => {
  const folder = folderFor(t)
  folder.write('idle.log', '')
  const tail = tailFor(t, folder, { paths: ['*.log'] })
  await tail.started()
  // In one go, so that nothing empties the queue; in turns, for equal events are kept once.
  const writers = ['a', 'b'].map(name => fs.openSync(folder.at(name), 'a'))
  for (let event = 0; event < 2 * EVENT_QUEUE_MAX; event++) fs.writeSync(writers[event % 2] ?? 0, 'x')
  for (const writer of writers) fs.closeSync(writer)
  folder.append('idle.log', 'awake\n')
  folder.write('new.log', 'new\n')
  folder.rename('new.log', 'newer.log')
  folder.write('new.log', 'second\n')
  await tail.receives('awake', 'new', 'second')
})

test('case 35: thousands of idle files, and a busy one does not starve a quiet one', async t => {
  const folder = folderFor(t)
  for (let file = 0; file < 2000; file++) folder.write(`idle-${file}.log`, '')
  folder.write('busy.log', `${'x'.repeat(99)}\n`.repeat(100_000))
  folder.write('quiet.log', '')
  let quiet_at: number | null = null
  let busy = 0
  const tail = tailFor(t, folder, {
    paths: ['*.log'],
    open_files_max: 100,
    deliver: async records => {
      for (const { source } of records) {
        if (source === folder.at('busy.log')) {
          if (busy++ === 30_000) folder.append('quiet.log', 'here\n')
        } else quiet_at = busy
      }
      await new Promise(setImmediate)
      return { refused: [] }
    },
  })
  await tail.until(() => busy === 100_000 && quiet_at !== null, 'the quiet line')
  assert(quiet_at !== null && quiet_at < 100_000, `the quiet line came after ${quiet_at} busy ones`)
  folder.append('idle-1234.log', 'awake\n')
  await tail.until(() => tail.row('idle-1234.log').published === 1, 'the line of an idle file')
  assert.equal(tail.status.length, 2002)
})

test('case 36: permission denied, then granted', async t => {
  const { seteuid, getuid } = process
  const root = getuid?.() === 0
  t.after(() => root && seteuid?.(0))
  const folder = folderFor(t)
  if (root) {
    // Permissions bind everybody but root.
    fs.chmodSync(folder.path, 0o777)
    seteuid?.(65534)
  }
  folder.write('app.log', 'secret\n')
  folder.write('other.log', 'plain\n')
  fs.chmodSync(folder.at('app.log'), 0)
  const { logger, entries } = collectingLogger()
  const tail = tailFor(t, folder, { paths: ['*.log'], logger })
  await tail.receives('plain')
  assert.equal(tail.row('app.log').state, 'unreadable')
  assert.match(tail.row('app.log').problem ?? '', /EACCES/)
  fs.chmodSync(folder.at('app.log'), 0o600)
  await tail.receives('plain', 'secret')
  assert.equal(tail.row('app.log').problem, null)
  assert.equal(entries.filter(({ level }) => level === 'warn').length, 1)
})

test('case 36: a file whose disk fails for a moment is read on, although nothing more is written to it', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  const read = t.mock.method(fs, 'readSync', () => {
    throw Object.assign(new Error('i/o error'), { code: 'EIO' })
  })
  syncBuiltinESMExports()
  t.after(() => {
    read.mock.restore()
    syncBuiltinESMExports()
  })
  folder.append('app.log', 'two\n')
  await tail.until(() => /i\/o error/.test(tail.row('app.log').problem ?? ''), 'the problem')
  read.mock.restore()
  syncBuiltinESMExports()
  await tail.receives('one', 'two')
  assert.equal(tail.row('app.log').problem, null)
})

test('case 36: a directory or a pipe that matches the glob is reported, and the others are read', async t => {
  const folder = folderFor(t)
  fs.mkdirSync(folder.at('folder.log'))
  execFileSync('mkfifo', [folder.at('pipe.log')])
  folder.write('app.log', 'one\n')
  const { logger, entries } = collectingLogger()
  const tail = tailFor(t, folder, { paths: ['*.log'], logger })
  await tail.receives('one')
  assert.match(tail.row('folder.log').problem ?? '', /directory/)
  assert.match(tail.row('pipe.log').problem ?? '', /pipe/)
  assert.equal(entries.length, 2)
  folder.remove('pipe.log')
  folder.write('pipe.log', 'two\n')
  await tail.receives('one', 'two')
})

test('case 37: refused records are counted, in the file they come from, and passed over', async t => {
  const folder = folderFor(t)
  folder.write('a.log', 'one\ntoo large\ntwo\n')
  folder.write('b.log', 'three\nfour\n')
  const tail = tailFor(t, folder, {
    paths: ['*.log'],
    deliver: async records => ({
      refused: records.flatMap(({ value }, index) =>
        Buffer.from(value).toString() === 'too large' ? [index] : [],
      ),
    }),
  })
  await tail.started()
  await tail.until(() => tail.status.every(({ read, waiting }) => read > 0 && waiting === 0))
  const counts = ({ published, refused }: { published: number; refused: number }) => [published, refused]
  assert.deepEqual(counts(tail.row('a.log')), [2, 1])
  assert.deepEqual(counts(tail.row('b.log')), [2, 0])
  await tail.stop()
  await tailFor(t, folder, { paths: ['*.log'] }).receives()
})

test('case 38: while the consumer stalls reading pauses, memory stays bounded, nothing is lost', async t => {
  const folder = folderFor(t)
  const lines = 600_000
  folder.write('app.log', `${'x'.repeat(199)}\n`.repeat(lines))
  let resume: () => void = () => undefined
  const stalled = new Promise<void>(resolve => {
    resume = resolve
  })
  let delivered = 0
  const before = process.memoryUsage().arrayBuffers
  const tail = tailFor(t, folder, {
    deliver: async records => {
      await stalled
      delivered += records.length
      return { refused: [] }
    },
  })
  await tail.started()
  await tail.until(() => tail.row('app.log').waiting > 0)
  await tail.settle()
  const { read, published, waiting } = tail.row('app.log')
  assert.equal(read, published + waiting)
  // Three batches, each with a line over its bound at most.
  assert(waiting * 200 <= 3 * (MiB + 200), `${waiting} lines were read ahead`)
  assert(process.memoryUsage().arrayBuffers - before < 8 * MiB)
  resume()
  await tail.until(() => delivered === lines, 'all lines')
})

test('the ledger holds at every moment', async t => {
  const folder = folderFor(t)
  const tail = tailFor(t, folder, {
    batch_records_max: 13,
    deliver: async records => {
      await new Promise(setImmediate)
      return { refused: records.flatMap((_, index) => (index % 5 === 0 ? [index] : [])) }
    },
  })
  for (let line = 0; line < 500; line++) {
    folder.append('app.log', `line ${line}\n`)
    if (line % 10 === 0) await new Promise(setImmediate)
    for (const { read, published, refused, waiting } of tail.status) {
      assert.equal(read, published + refused + waiting)
      assert(waiting >= 0)
    }
  }
  await tail.until(() => tail.row('app.log').read === 500 && tail.row('app.log').waiting === 0)
})

test('a missing file in a missing folder is reported and read once it is there', async t => {
  const folder = folderFor(t)
  const tail = tailFor(t, folder, { paths: ['later/app.log'] })
  await tail.until(() => tail.status.some(({ state }) => state === 'missing'))
  fs.mkdirSync(folder.at('later'))
  folder.write('later/app.log', 'one\n')
  await tail.receives('one')
})

test('paths: excluded files are left out, and a name with brackets that exists is no glob', async t => {
  const folder = folderFor(t)
  folder.write('a.log', 'one\n')
  folder.write('debug.log', 'no\n')
  folder.write('a[1].txt', 'two\n')
  const tail = tailFor(t, folder, { paths: ['*.log', 'a[1].txt'], exclude: ['debug*'] })
  await tail.receives('one', 'two')
})

test('a delivery that fails for another reason than the end stops the source with that reason', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const tail = tailFor(t, folder, {
    deliver: async () => {
      throw new Error('broken')
    },
  })
  await assert.rejects(tail.ended, /broken/)
})
