import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { type TestContext, test } from 'node:test'
import { type Folder, folderFor, tailFor } from './testing/tail.ts'

/** Calls `action` once, when `app.log` was looked at and is about to be opened. */
function beforeOpening(t: TestContext, folder: Folder, action: () => void): () => boolean {
  const open = fs.openSync
  let happened = false
  const mock = t.mock.method(fs, 'openSync', (...args: Parameters<typeof open>) => {
    if (!happened && args[0] === folder.at('app.log')) {
      happened = true
      action()
    }
    return open(...args)
  })
  syncBuiltinESMExports()
  t.after(() => {
    mock.mock.restore()
    syncBuiltinESMExports()
  })
  return () => happened
}

test('case 15: recreated between stat and open: what was opened counts', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const tail = tailFor(t, folder)
  await tail.receives('one')
  folder.write('fresh', 'two\n')
  // An atomic replacement each time, while the source looks as often as it can.
  for (let round = 0; round < 50; round++) {
    folder.write('fresh', `round ${round}\n`)
    folder.rename('fresh', 'app.log')
    await tail.until(() => tail.texts.includes(`round ${round}`))
  }
  assert.equal(tail.received.length, 51)
  assert.equal(new Set(tail.ids).size, 51)
})

test('case 15: rotated between stat and open: both files are read, each once', async t => {
  const folder = folderFor(t)
  const tail = tailFor(t, folder)
  await tail.until(() => tail.status.some(({ state }) => state === 'missing'))
  beforeOpening(t, folder, () => {
    folder.rename('app.log', 'app.log.1')
    fs.appendFileSync(fs.openSync(folder.at('next'), 'w'), 'two\n')
    folder.rename('next', 'app.log')
  })
  folder.write('app.log', 'one\n')
  await tail.receives('one', 'two')
  folder.append('app.log', 'three\n')
  await tail.receives('one', 'two', 'three')
  assert.equal(new Set(tail.ids).size, 3)
})

test('case 15: deleted between stat and open: the next file is read', async t => {
  const folder = folderFor(t)
  const tail = tailFor(t, folder)
  await tail.until(() => tail.status.some(({ state }) => state === 'missing'))
  const deleted = beforeOpening(t, folder, () => folder.remove('app.log'))
  folder.write('app.log', 'never seen\n')
  await tail.until(deleted, 'the deletion')
  await tail.until(() => tail.row('app.log').state === 'missing')
  folder.write('app.log', 'two\n')
  await tail.receives('two')
})

test('case 15: a pipe that takes the place of the file between stat and open does not stop the source', async t => {
  const folder = folderFor(t)
  folder.write('other.log', '')
  const tail = tailFor(t, folder, { paths: ['app.log', 'other.log'] })
  await tail.until(() => tail.status.some(({ state }) => state === 'missing'))
  const replaced = beforeOpening(t, folder, () => {
    folder.remove('app.log')
    execFileSync('mkfifo', [folder.at('app.log')])
  })
  folder.write('app.log', 'never seen\n')
  await tail.until(replaced, 'the pipe')
  await tail.until(() => /pipe/.test(tail.row('app.log').problem ?? ''), 'the problem')
  folder.append('other.log', 'goes on\n')
  await tail.receives('goes on')
})
