import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isSentinelError } from '../../errors.ts'
import { collectingLogger, type Folder, folderFor, Tail, tailFor } from './testing/tail.ts'

for (const [what, damage] of [
  ['empty', (path: string) => fs.writeFileSync(path, '')],
  ['NUL-filled', (path: string) => fs.writeFileSync(path, Buffer.alloc(fs.statSync(path).size))],
  ['missing', (path: string) => fs.rmSync(path)],
] as const) {
  test(`case 29: with a position file that is ${what} lines may repeat, under the same ids`, async t => {
    const folder = folderFor(t)
    folder.write('app.log', 'one\n')
    const first = tailFor(t, folder, { start_at: 'end' })
    await first.started()
    folder.append('app.log', 'two\n')
    await first.receives('two')
    await first.stop()
    damage(folder.checkpoint)
    folder.append('app.log', 'three\n')
    const second = tailFor(t, folder, { start_at: 'end' })
    await second.until(() => second.texts.includes('three'))
    const idOf = (text: string) => second.received.find(record => record.text === text)?.id
    assert([undefined, first.ids[0]].includes(idOf('two')))
  })
}

test('case 29: without any readable position file everything is read again, under the same ids', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder)
  await first.receives('one')
  await first.stop()
  for (const name of fs.readdirSync(folder.at('positions'))) folder.write(`positions/${name}`, '')
  folder.append('app.log', 'two\n')
  const { logger, entries } = collectingLogger()
  const second = tailFor(t, folder, { start_at: 'end', logger })
  await second.receives('one', 'two')
  assert.equal(second.ids[0], first.ids[0])
  assert(entries.some(({ level }) => level === 'error'))
})

test('what a later version added to the position file is passed over', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder)
  await first.receives('one')
  await first.stop()
  const { files, ledgers, ...rest } = JSON.parse(fs.readFileSync(folder.checkpoint, 'utf8'))
  const added = (rows: object[]) => rows.map(row => ({ ...row, added: 1 }))
  const later = { ...rest, files: added(files), ledgers: added(ledgers), added: [] }
  fs.writeFileSync(folder.checkpoint, JSON.stringify(later))
  folder.append('app.log', 'two\n')
  await tailFor(t, folder).receives('two')
})

test('a position file of a later version is refused', async t => {
  const folder = folderFor(t)
  fs.mkdirSync(folder.at('positions'))
  folder.write('positions/files.json', JSON.stringify({ version: 2 }))
  const tail = new Tail(folder)
  await assert.rejects(tail.ended, error => isSentinelError(error, 'DATA_TOO_NEW'))
})

test('case 31: a position advances only after the delivery resolved', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\ntwo\n')
  const held: string[] = []
  const first = tailFor(t, folder, {
    deliver: async (records, accept) => {
      held.push(...records.map(({ id }) => id))
      if (held.length > 1) await new Promise<never>(() => undefined)
      return accept(records)
    },
    batch_records_max: 1,
  })
  await first.until(() => held.length === 2)
  await first.settle()
  assert.deepEqual([first.row('app.log').published, first.row('app.log').position_bytes], [1, 4])
  await first.until(() => savedPosition(folder.checkpoint) === 4, 'the saved position')
  fs.cpSync(folder.at('positions'), folder.at('kept'), { recursive: true })
  // The held delivery never ends, so neither does that run; the next one starts from the saved folder.
  const second = tailFor(t, folder, { checkpoints: folder.at('kept') })
  await second.receives('two')
  assert.equal(second.ids[0], held[1])
})

test('case 31: a delivery that overtakes the one before moves no position past it', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\ntwo\n')
  let deliveries = 0
  const first = tailFor(t, folder, {
    deliver: async (records, accept) => {
      if (deliveries++ === 0) await new Promise<never>(() => undefined)
      return accept(records)
    },
    batch_records_max: 1,
  })
  await first.receives('two')
  assert.deepEqual([first.row('app.log').published, first.row('app.log').position_bytes], [0, 0])
  await first.stop()
  const second = tailFor(t, folder)
  await second.receives('one', 'two')
  assert.equal(second.ids[1], first.ids[0])
})

test('case 31: SIGKILL at any time loses no line, and a repeated one has the same id', async t => {
  const folder = folderFor(t)
  const expected: string[] = []
  const child = fileURLToPath(new URL('testing/child.ts', import.meta.url))
  const deliveries = () =>
    fs.existsSync(folder.at('delivered')) ? fs.readFileSync(folder.at('delivered'), 'utf8').split('\n') : []
  for (let round = 0; round < 6; round++) {
    const started = deliveries().length
    const collector = spawn(process.execPath, [child, folder.path], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const exited = once(collector, 'exit')
    t.after(() => collector.kill('SIGKILL'))
    const write = (lines: number) => {
      for (let line = 0; line < lines; line++) expected.push(`round ${round} line ${expected.length}`)
      folder.append('app.log', `${expected.slice(-lines).join('\n')}\n`)
    }
    write(500)
    for (const deadline_ms = Date.now() + 20_000; deliveries().length === started; await pause(1)) {
      assert(Date.now() < deadline_ms, 'the collector never delivered anything')
    }
    for (let burst = 0; burst < 5 * round; burst++) {
      write(40)
      if (burst % 7 === 3) rotate(folder)
      await pause(1)
    }
    collector.kill('SIGKILL')
    await exited
  }
  const last = tailFor(t, folder)
  const all = () => {
    const before = deliveries().flatMap(line => {
      const [id, ...words] = line.split(' ')
      return id ? [{ id, text: words.join(' ') }] : []
    })
    return [...before, ...last.received]
  }
  await last.until(() => new Set(all().map(({ text }) => text)).size >= expected.length, 'all lines')
  const ids = new Map<string, string>()
  for (const { id, text } of all()) {
    assert.equal(ids.get(text) ?? id, id, `two ids for ${text}`)
    ids.set(text, id)
  }
  assert.deepEqual([...ids.keys()].sort(), [...expected].sort())
  assert.equal(new Set(ids.values()).size, expected.length)
})

test('a second collector on the same positions is refused, also after the first was killed', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\n')
  const first = tailFor(t, folder)
  await first.receives('one')
  const inUse = (error: unknown) => isSentinelError(error, 'DATA_IN_USE')
  await assert.rejects(tailFor(t, folder).ended, inUse)
  await first.stop()
  const killed = spawn(process.execPath, [
    fileURLToPath(new URL('testing/child.ts', import.meta.url)),
    folder.path,
  ])
  const exited = once(killed, 'exit')
  const delivered = () => fs.existsSync(folder.at('delivered'))
  folder.append('app.log', 'two\n')
  while (!delivered()) await pause(5)
  await assert.rejects(tailFor(t, folder).ended, inUse)
  killed.kill('SIGKILL')
  await exited
  folder.append('app.log', 'three\n')
  const last = tailFor(t, folder)
  await last.until(() => last.texts.includes('three'))
})

test('case 32: the last save has everything that was delivered', async t => {
  const folder = folderFor(t)
  const delivered = new Set<string>()
  for (let round = 0; round < 8; round++) {
    const tail = tailFor(t, folder, { batch_records_max: 7, save_ms: 1 })
    for (let line = 0; line < 50; line++) folder.append('app.log', `${round} ${line}\n`)
    await tail.until(() => tail.received.length > 0)
    await tail.stop()
    for (const text of tail.texts) {
      assert(!delivered.has(text), `${text} was delivered twice`)
      delivered.add(text)
    }
  }
})

test('case 33: the position file forgets files that are gone', async t => {
  const folder = folderFor(t)
  const tail = tailFor(t, folder, { paths: ['*.log'] })
  for (let file = 0; file < 50; file++) folder.write(`${file}.log`, `line ${file}\n`)
  await tail.until(() => tail.received.length === 50)
  const remembered = () => JSON.parse(fs.readFileSync(folder.checkpoint, 'utf8')).files.length
  await tail.until(() => fs.existsSync(folder.checkpoint) && remembered() === 50)
  for (let file = 0; file < 50; file++) folder.remove(`${file}.log`)
  await tail.until(() => tail.status.every(({ state }) => state === 'missing'))
  await pause(200)
  await tail.stop()
  assert.equal(remembered(), 0)
})

test('the ledger goes on over restarts and crashes', async t => {
  const folder = folderFor(t)
  folder.write('app.log', 'one\ntwo\nthree\n')
  const refuse = async () => ({ refused: [1] })
  const first = tailFor(t, folder, { deliver: refuse })
  await first.started()
  await first.until(() => first.row('app.log').published === 2)
  await first.stop()
  const second = tailFor(t, folder)
  folder.append('app.log', 'four\n')
  await second.receives('four')
  await second.crash()
  const third = tailFor(t, folder)
  await third.started()
  const { read, published, refused, waiting } = third.row('app.log')
  assert.deepEqual({ read, published, refused, waiting }, { read: 4, published: 3, refused: 1, waiting: 0 })
})

function rotate(folder: Folder): void {
  for (let old = 20; old > 0; old--) {
    if (fs.existsSync(folder.at(`app.log.${old}`))) folder.rename(`app.log.${old}`, `app.log.${old + 1}`)
  }
  folder.rename('app.log', 'app.log.1')
}

function savedPosition(path: string): number | null {
  if (!fs.existsSync(path)) return null
  return JSON.parse(fs.readFileSync(path, 'utf8')).files[0]?.position ?? null
}
