import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { systemClock } from '../runtime/clock.ts'
import type { SourceRecord } from './source.ts'
import { createStdinSource } from './stdin.ts'

async function linesOf(chunks: string[], line_bytes_max = 1000): Promise<{ texts: string[]; ids: string[] }> {
  const input = new PassThrough()
  const source = createStdinSource({ input, logsource: {}, clock: systemClock, line_bytes_max })
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
  const source = createStdinSource({ input: new PassThrough(), logsource: {}, clock: systemClock })
  const ended = source.run(async () => ({ refused: [] }), abort.signal)
  abort.abort()
  await ended
})
