import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { test } from 'node:test'
import { folderFor, tailFor } from './testing/tail.ts'

/** Whether this process still holds a file that was deleted from `folder`. */
function holdsDeleted(folder: string): boolean {
  return fs.readdirSync('/proc/self/fd').some(fd => {
    try {
      const target = fs.readlinkSync(`/proc/self/fd/${fd}`)
      return target.startsWith(folder) && target.endsWith('(deleted)')
    } catch {
      return false
    }
  })
}

const proc = fs.existsSync('/proc/self/fd') ? false : 'needs /proc to see which files are open'

test('case 18: a file deleted while unread is drained and then released', { skip: proc }, async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  let stalled = true
  const resume: (() => void)[] = []
  const tail = tailFor(t, folder, {
    deliver: async (records, accept) => {
      if (stalled) await new Promise<void>(resolve => resume.push(resolve))
      return accept(records)
    },
    batch_records_max: 10,
  })
  await tail.until(() => resume.length > 0)
  const lines = Array.from({ length: 500 }, (_, line) => `line ${line}`)
  folder.append('app.log', lines.map(line => `${line}\n`).join(''))
  await tail.settle()
  folder.remove('app.log')
  await tail.settle()
  assert(holdsDeleted(folder.path))
  stalled = false
  for (const go of resume) go()
  await tail.receives('one', ...lines)
  await tail.until(() => !holdsDeleted(folder.path), 'the release')
  assert.equal(tail.row('app.log').state, 'missing')
})

test('case 19: deleted and recreated under the same name', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'header\none\n')
  const tail = tailFor(t, folder)
  await tail.receives('header', 'one')
  folder.remove('app.log')
  folder.write('app.log', 'header\ntwo\n')
  await tail.receives('header', 'one', 'header', 'two')
  folder.remove('app.log')
  await tail.until(() => !holdsDeleted(folder.path), 'the release')
  folder.write('app.log', 'header\nthree\n')
  await tail.receives('header', 'one', 'header', 'two', 'header', 'three')
  assert.equal(new Set(tail.ids).size, 6)
})
