import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { test } from 'node:test'
import { collectingLogger, Folder, folderFor, tailFor } from './testing/tail.ts'

test('case 30: while positions can not be saved lines flow on, and the status says so', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  folder.write('positions', 'a file stands where the folder should be')
  // The first load must pass: the folder becomes unusable afterwards.
  folder.remove('positions')
  const { logger, entries } = collectingLogger()
  const first = tailFor(t, folder, { logger })
  await first.receives('one')
  await first.until(() => fs.existsSync(folder.checkpoint))
  folder.rename('positions', 'aside')
  folder.write('positions', '')
  folder.append('app.log', 'two\n')
  await first.until(() => first.row('app.log').problem !== null, 'the problem')
  folder.append('app.log', 'three\n')
  await first.receives('one', 'two', 'three')
  assert.equal(entries.filter(({ level }) => level === 'error').length, 1)
  folder.remove('positions')
  folder.rename('aside', 'positions')
  await first.until(() => first.row('app.log').problem === null, 'the recovery')
  await first.stop()
  await tailFor(t, folder).receives()
})

/** A folder on a file system of 256 KiB that is gone when the test is over; or the reason why there can be none. */
function smallDisk(t: { after(end: () => void): void }): Folder | string {
  const folder = new Folder()
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder.path])
  t.after(() => {
    // Lazily: a test that failed may still use it.
    if (mounted.status === 0) spawnSync('umount', ['-l', folder.path])
    folder.dispose()
  })
  return mounted.status === 0 ? folder : `can not mount: ${mounted.error?.message ?? mounted.stderr}`
}

test('case 30: on a disk that is full lines flow on, the last positions stay, and saving goes on with space', async t => {
  const disk = smallDisk(t)
  if (typeof disk === 'string') return t.skip(disk)
  const checkpoints = disk.path
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder, { checkpoints })
  await first.receives('one')
  const checkpoint = disk.at('files.json')
  const saved = () => JSON.parse(fs.readFileSync(checkpoint, 'utf8')).files[0].position
  await first.until(() => fs.existsSync(checkpoint) && saved() === 4, 'the first position')
  const filler = fs.openSync(disk.at('filler'), 'w')
  assert.throws(() => {
    for (;;) fs.writeSync(filler, Buffer.alloc(4096))
  }, /ENOSPC/)
  fs.closeSync(filler)
  folder.append('app.log', 'two\n')
  await first.until(() => /ENOSPC/.test(first.row('app.log').problem ?? ''), 'the problem')
  folder.append('app.log', 'three\n')
  await first.receives('one', 'two', 'three')
  assert.equal(saved(), 4)
  await first.stop()

  // Started on the full disk it repeats what could not be saved, under the same ids.
  const second = tailFor(t, folder, { checkpoints })
  await second.receives('two', 'three')
  assert.deepEqual(second.ids, first.ids.slice(1))
  disk.remove('filler')
  await second.until(() => second.row('app.log').problem === null, 'the recovery')
  await second.stop()
  await tailFor(t, folder, { checkpoints }).receives()
})
