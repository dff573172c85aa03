import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { test } from 'node:test'
import { folderFor, tailFor } from './testing/tail.ts'

function editCheckpoint(path: string, edit: (text: string) => string): void {
  fs.writeFileSync(path, edit(fs.readFileSync(path, 'utf8')))
}

for (const name of ['app.log', 'other.log']) {
  test(`case 01: an inode that a new file ${name} reuses is read from its start`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', 'header\none\n')
    const first = tailFor(t, folder, { paths: ['*.log'] })
    await first.receives('header', 'one')
    await first.stop()
    const inode = fs.statSync(folder.at('app.log')).ino
    folder.remove('app.log')
    folder.write(name, 'header\ntwo\n')
    if (fs.statSync(folder.at(name)).ino !== inode) t.diagnostic('the file system gave another inode')
    const second = tailFor(t, folder, { paths: ['*.log'] })
    await second.receives('header', 'two')
    assert.equal(new Set([...first.ids, ...second.ids]).size, 4)
  })
}

test('case 02: a stored position beyond the end of the file starts over', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'a line that is long enough\n')
  const first = tailFor(t, folder)
  await first.receives('a line that is long enough')
  await first.stop()
  fs.truncateSync(folder.at('app.log'))
  folder.append('app.log', 'short\n')
  const second = tailFor(t, folder)
  await second.receives('short')
  assert.notEqual(first.ids[0], second.ids[0])
})

test('case 03: of two stored positions for one inode the earlier counts', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder)
  await first.receives('one')
  await first.until(() => fs.readFileSync(folder.checkpoint, 'utf8').includes('"position":4'), 'the position')
  const early = fs.readFileSync(folder.checkpoint, 'utf8')
  folder.append('app.log', 'two\n')
  await first.receives('one', 'two')
  await first.stop()
  const earlier = JSON.parse(early)
  editCheckpoint(folder.checkpoint, text => {
    const checkpoint = JSON.parse(text)
    return JSON.stringify({ ...checkpoint, files: [...checkpoint.files, ...earlier.files] })
  })
  const second = tailFor(t, folder)
  await second.receives('two')
  assert.equal(second.ids[0], first.ids[1])
})

test('case 04: files with the same first bytes, of 0 and of 1 byte, are different files', async t => {
  const folder = folderFor(t)
  folder.write('a.log', 'same\n')
  folder.write('b.log', 'same\n')
  folder.write('c.log', '')
  folder.write('d.log', 's')
  const tail = tailFor(t, folder, { paths: ['*.log'] })
  await tail.receives('same', 'same')
  folder.append('c.log', 'same\n')
  folder.append('d.log', 'ame\n')
  await tail.receives('same', 'same', 'same', 'same')
  assert.equal(new Set(tail.ids).size, 4)
})

test('case 04: the identity stays while the file grows', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'o')
  const first = tailFor(t, folder)
  await first.started()
  folder.append('app.log', 'ne\n')
  await first.receives('one')
  await first.crash()
  folder.append('app.log', 'two\n')
  // Without any memory the ids come out the same.
  fs.rmSync(folder.at('positions'), { recursive: true })
  const second = tailFor(t, folder)
  await second.receives('one', 'two')
  assert.equal(second.ids[0], first.ids[0])
})

test('case 05: another limit for lines changes neither identity nor position', async t => {
  const folder = folderFor(t)
  const long = 'x'.repeat(1000)
  folder.write('app.log', `${long}\n`)
  const first = tailFor(t, folder, { line_bytes_max: 2000 })
  await first.receives(long)
  await first.stop()
  folder.append('app.log', 'two\n')
  const second = tailFor(t, folder, { line_bytes_max: 300 })
  await second.receives('two')
  assert.equal(second.ids[0]?.split(':')[0], first.ids[0]?.split(':')[0])
})

for (const [what, edit] of [
  ['device', (file: { device: string }) => ({ ...file, device: '99999' })],
  ['device and inode', (file: { device: string }) => ({ ...file, device: '99999', inode: '12345678' })],
  ['inode', (file: { device: string }) => ({ ...file, inode: '12345678' })],
] as const) {
  test(`case 06: after a remount with another ${what} reading goes on`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', 'one\n')
    const first = tailFor(t, folder)
    await first.receives('one')
    await first.stop()
    editCheckpoint(folder.checkpoint, text => {
      const checkpoint = JSON.parse(text)
      return JSON.stringify({ ...checkpoint, files: checkpoint.files.map(edit) })
    })
    folder.append('app.log', 'two\n')
    const second = tailFor(t, folder)
    await second.receives('two')
    assert.equal(second.ids[0]?.split(':')[0], first.ids[0]?.split(':')[0])
  })
}

test('start_at end: only what is written after the first start, whole lines, and all of later files', async t => {
  const folder = folderFor(t)
  folder.write('a.log', 'old\nunfin')
  const first = tailFor(t, folder, { paths: ['*.log'], start_at: 'end' })
  await first.started()
  folder.append('a.log', 'ished\nnew\n')
  folder.write('b.log', 'first\n')
  await first.receives('unfinished', 'new', 'first')
  await first.stop()
  folder.write('c.log', 'made while stopped\n')
  const second = tailFor(t, folder, { paths: ['*.log'], start_at: 'end' })
  await second.receives('made while stopped')
})
