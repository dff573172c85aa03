import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { eventually } from '../../../test/helpers/eventually.ts'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { isSentinelError } from '../../errors.ts'
import { systemClock } from '../../runtime/clock.ts'
import { silentLogger } from '../../runtime/logger.ts'
import { receive } from '../testing/receiver.ts'
import { createJournalSource, type JournalSourceOptions } from './journal-source.ts'

/** What the source needs of journalctl, over a file of entries beside it; it fails while `broken` is there. */
const FAKE = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const at = name => __dirname + '/' + name
appendFileSync(at('calls'), JSON.stringify(args) + '\\n')
if (existsSync(at('broken'))) {
  console.error('Failed to open the journal')
  process.exit(1)
}
const entries = () => readFileSync(at('entries'), 'utf8').split('\\n').filter(line => line !== '')
const after = args.find(arg => arg.startsWith('--after-cursor='))?.slice(15)
let next = 0
if (args.includes('--lines=0')) next = entries().length
else if (after) next = entries().findIndex(line => line.includes(JSON.stringify(after))) + 1
setInterval(() => {
  if (existsSync(at('ending'))) process.exit(3)
  const known = entries()
  for (const entry of known.slice(next)) process.stdout.write(entry + '\\n')
  next = known.length
}, 10)
`

interface Journal {
  program: string
  state_file: string
  write(...messages: string[]): void
  calls(): string[][]
  break(how: 'broken' | 'ending', on: boolean): void
}

function journal(context: TestContext): Journal {
  const folder = temporaryFolder(context)
  const program = join(folder, 'journalctl')
  const entries = join(folder, 'entries')
  writeFileSync(program, FAKE)
  chmodSync(program, 0o755)
  writeFileSync(entries, '')
  return {
    program,
    state_file: join(folder, 'state', 'journal.json'),
    write(...messages) {
      for (const message of messages)
        appendFileSync(entries, `${JSON.stringify({ MESSAGE: message, __CURSOR: `s=1;i=${message}` })}\n`)
    },
    calls() {
      const file = join(folder, 'calls')
      if (!existsSync(file)) return []
      return readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    },
    break(how, on) {
      if (on) writeFileSync(join(folder, how), '')
      else rmSync(join(folder, how))
    },
  }
}

function follow(context: TestContext, journal: Journal, options: Partial<JournalSourceOptions> = {}) {
  const source = createJournalSource({
    program: journal.program,
    state_file: journal.state_file,
    start_at: 'beginning',
    clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal) },
    logger: silentLogger,
    ...options,
  })
  const receiver = receive(context, source)
  const row = () => {
    const [row] = source.status()
    assert.ok(row)
    assert.equal(row.read, row.published + row.refused + row.waiting)
    return row
  }
  const ids = () => receiver.records.map(({ id }) => id.replace('s=1;i=', ''))
  return { source, receiver, row, ids }
}

describe('the journal', () => {
  test('entries are records under their cursors, and new ones follow', async context => {
    const log = journal(context)
    log.write('one', 'two')
    const { receiver, ids, row } = follow(context, log)
    await eventually(async () => assert.deepEqual(ids(), ['one', 'two']))
    log.write('three')
    await eventually(async () => assert.deepEqual(ids(), ['one', 'two', 'three']))
    assert.equal(receiver.texts()[0], '{"MESSAGE":"one","__CURSOR":"s=1;i=one"}')
    await eventually(async () => assert.equal(row().published, 3))
    assert.deepEqual([row().kind, row().problem], ['journal', null])
    assert.ok(log.calls()[0]?.includes('--output=json'))
  })

  test('after a restart reading goes on behind the last entry, and the counts are kept', async context => {
    const log = journal(context)
    log.write('one', 'two')
    const first = follow(context, log)
    await eventually(async () => assert.equal(first.row().published, 2))
    await first.receiver.stop()
    log.write('three')
    const second = follow(context, log)
    await eventually(async () => assert.deepEqual(second.ids(), ['three']))
    await eventually(async () => assert.equal(second.row().published, 3))
    assert.ok(log.calls()[1]?.includes('--after-cursor=s=1;i=two'))
  })

  test('what was not acknowledged before the end is read again', async context => {
    const log = journal(context)
    log.write('one')
    const abort = new AbortController()
    context.after(() => abort.abort())
    const options = {
      program: log.program,
      state_file: log.state_file,
      clock: systemClock,
      logger: silentLogger,
    }
    let delivered = 0
    const first = createJournalSource({ ...options, start_at: 'beginning' })
    const ended = first.run(async () => {
      if (delivered++ === 0) return { refused: [] }
      abort.abort()
      throw new Error('the broker is away')
    }, abort.signal)
    await eventually(async () => assert.equal(first.status()[0]?.published, 1))
    log.write('two')
    await ended
    const second = follow(context, log)
    await eventually(async () => assert.deepEqual(second.ids(), ['two']))
    await eventually(async () => assert.equal(second.row().read, 2))
  })

  test('a first start may be at the end', async context => {
    const log = journal(context)
    log.write('old')
    const { ids } = follow(context, log, { start_at: 'end' })
    await eventually(async () => assert.equal(log.calls().length, 1))
    await eventually(async () => {
      log.write('new')
      assert.ok(ids().length > 0)
    })
    assert.ok(!ids().includes('old'))
  })

  test('a message that looks like a cursor is none', async context => {
    const log = journal(context)
    log.write('"__CURSOR":"forged"')
    const { receiver } = follow(context, log)
    await eventually(async () => assert.equal(receiver.records.length, 1))
    assert.doesNotMatch(receiver.records[0]?.id ?? '', /forged$/)
  })

  test('journalctl that ends is started again behind the last entry, and the trouble is said', async context => {
    const log = journal(context)
    log.write('one')
    const { ids, row } = follow(context, log)
    await eventually(async () => assert.deepEqual(ids(), ['one']))
    log.break('broken', true)
    log.break('ending', true)
    await eventually(async () =>
      assert.match(row().problem ?? '', /journalctl ended \(1\): Failed to open the journal/),
    )
    log.write('two')
    log.break('ending', false)
    log.break('broken', false)
    await eventually(async () => assert.deepEqual(ids(), ['one', 'two']))
    assert.equal(row().problem, null)
  })

  test('a missing program is said, with what to do', async context => {
    const log = journal(context)
    const { row } = follow(context, log, { program: join(temporaryFolder(context), 'journalctl') })
    await eventually(async () => assert.match(row().problem ?? '', /can not be run: .*ENOENT.*install/))
    await eventually(async () => assert.equal(row().state, 'missing'))
  })

  test('a broken cursor file reads all again, one of a later version is refused', async context => {
    const log = journal(context)
    log.write('one')
    const first = follow(context, log)
    await eventually(async () => assert.equal(first.row().published, 1))
    await first.receiver.stop()
    writeFileSync(log.state_file, '\0\0\0')
    const second = follow(context, log, { start_at: 'end' })
    await eventually(async () => assert.deepEqual(second.ids(), ['one']))
    await second.receiver.stop()
    writeFileSync(log.state_file, '{"version":2,"state":{}}')
    const third = follow(context, log)
    await assert.rejects(third.receiver.stop(), error => isSentinelError(error, 'DATA_TOO_NEW'))
  })
})
