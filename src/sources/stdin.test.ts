import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, test } from 'node:test'
import { systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import type { SourceRecord } from './source.ts'
import { createStdinSource } from './stdin.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-stdin-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let runs = 0

function stdinSource(
  input: PassThrough,
  line_bytes_max = 1000,
  ledger_file = join(folder, `${runs++}.json`),
) {
  return createStdinSource({
    input,
    logsource: {},
    ledger_file,
    clock: systemClock,
    logger: silentLogger,
    line_bytes_max,
  })
}

async function linesOf(chunks: string[], line_bytes_max = 1000): Promise<{ texts: string[]; ids: string[] }> {
  const input = new PassThrough()
  const source = stdinSource(input, line_bytes_max)
  const records: SourceRecord[] = []
  const ended = source.run(async batch => {
    records.push(...batch)
    return { refused: [] }
  }, new AbortController().signal)
  for (const chunk of chunks) {
    input.write(chunk)
    await new Promise(setImmediate)
  }
  input.end()
  await ended
  const [row] = source.status()
  assert.deepEqual([row?.read, row?.published, row?.waiting], [records.length, records.length, 0])
  return {
    texts: records.map(({ value }) => Buffer.from(value).toString()),
    ids: records.map(({ id }) => id),
  }
}

test('lines arrive whole, whatever pieces they come in, the unfinished last one too', async () => {
  const { texts, ids } = await linesOf(['one\ntw', 'o\r', '\n\nthr', 'ee'])
  assert.deepEqual(texts, ['one', 'two', '', 'three'])
  assert.equal(new Set(ids).size, 4)
})

test('a line over the limit is cut, and the next one is whole', async () => {
  const { texts } = await linesOf(['x'.repeat(15), 'y'.repeat(20), 'zz\nnext\n'], 10)
  assert.deepEqual(texts, ['x'.repeat(10), 'next'])
})

test('ids of two runs differ', async () => {
  const [first, second] = [await linesOf(['one\n']), await linesOf(['one\n'])]
  assert.notEqual(first.ids[0], second.ids[0])
})

test('an abort ends the source while it waits for input', async () => {
  const abort = new AbortController()
  const source = stdinSource(new PassThrough())
  const ended = source.run(async () => ({ refused: [] }), abort.signal)
  abort.abort()
  await ended
})

test('the counts go on over a restart, and what was waiting at the end counts as refused', async () => {
  const ledger_file = join(folder, 'kept.json')
  const abort = new AbortController()
  const held = new PassThrough()
  const first = stdinSource(held, 1000, ledger_file)
  let deliveries = 0
  const ended = first.run(async () => {
    if (deliveries++ === 0) return { refused: [] }
    return await new Promise((_, reject) =>
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason)),
    )
  }, abort.signal)
  held.write('one\n')
  while (first.status()[0]?.published !== 1) await new Promise(setImmediate)
  held.write('three\n')
  while (first.status()[0]?.waiting !== 1) await new Promise(setImmediate)
  assert.deepEqual(first.status()[0]?.bytes, { read: 8, published: 3, refused: 0, waiting: 5 })
  abort.abort()
  await ended
  const input = new PassThrough()
  const second = stdinSource(input, 1000, ledger_file)
  input.end('fourth\n')
  await second.run(async () => ({ refused: [] }), new AbortController().signal)
  const [row] = second.status()
  assert.deepEqual([row?.read, row?.published, row?.refused, row?.waiting], [3, 2, 1, 0])
  assert.deepEqual(row?.bytes, { read: 14, published: 9, refused: 5, waiting: 0 })
})
