import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { test } from 'node:test'
import type { Trouble } from '../../schema/trouble.ts'
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

test('case 18: what was unread of a file that is deleted while nobody follows it is counted and told once', async t => {
  const folder = folderFor(t)
  const troubles: Trouble[] = []
  const onTrouble = (trouble: Trouble) => void troubles.push(trouble)
  folder.write('app.log', 'one\ntwo\n')
  const first = tailFor(t, folder, {
    onTrouble,
    batch_records_max: 1,
    deliver: async (records, accept) => {
      if (Buffer.from(records[0]?.value ?? []).toString() === 'two') await new Promise<never>(() => undefined)
      return accept(records)
    },
  })
  await first.receives('one')
  await first.stop()
  folder.remove('app.log')
  const second = tailFor(t, folder, { onTrouble })
  await second.until(() => troubles.length > 0, 'the trouble')
  assert.deepEqual(
    troubles.map(({ kind, source, lost_bytes }) => [kind, source, lost_bytes]),
    [['deleted_unread', folder.at('app.log'), 4]],
  )
  assert.equal(second.row('app.log').lost_bytes, 4)
  await second.stop()
  const third = tailFor(t, folder, { onTrouble })
  await third.started()
  assert.deepEqual([troubles.length, third.row('app.log').lost_bytes], [1, 4])
})
