import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { normalize } from '../../normalize/normalize.ts'
import { needs, sharedBytes, sharedTexts } from '../../normalize/testing/shared-data.ts'
import type { LogEvent } from '../../schema/event.ts'
import { Content } from './content.ts'
import { evtxLines } from './evtx-lines.ts'

const FOLDER = 'evtx-to-mitre-attack'

function eventOf(value: Uint8Array): LogEvent {
  return normalize({ id: '', host: '', source: '', logsource: {}, value, received_ms: 0 }).event
}

interface ReadLog {
  lines: [number: number, line: Buffer][]
  damages: string[]
}

function readLog(bytes: Uint8Array, chunk_bytes = bytes.length): ReadLog {
  const lines: [number, Buffer][] = []
  const damages: string[] = []
  const content = new Content({
    block(first_line, records, kind) {
      assert.equal(kind, 'evtx')
      const batch = evtxLines({ ...records, written_ms: 0 })
      for (let line = 0; line < batch.count; line++)
        lines.push([
          first_line + line,
          Buffer.from(batch.bytes.subarray(batch.bounds[2 * line], batch.bounds[2 * line + 1])),
        ])
    },
    leftOut: (line, reason) => assert.fail(`${line}: ${reason}`),
    damaged: reason => damages.push(reason),
  })
  for (let at = 0; at < bytes.length; at += chunk_bytes) content.push(bytes.subarray(at, at + chunk_bytes))
  content.end()
  return { lines, damages }
}

describe('a Windows event log', needs(`${FOLDER}/evtx`, `${FOLDER}/events.ndjson`), () => {
  const events = sharedTexts(`${FOLDER}/events.ndjson`).map(text => JSON.parse(text))
  const logs = sharedTexts(`${FOLDER}/evtx/index.tsv`)
    .slice(1)
    .map(row => row.split('\t'))
    .map(([evtx = '', file]) => ({
      evtx,
      bytes: sharedBytes(`${FOLDER}/evtx/${evtx}`),
      expected: events.filter(event => event.file === file).map(({ event }) => JSON.stringify(event)),
    }))

  test('gives the events that another reader found in it, in their order', () => {
    let compared = 0
    for (const { evtx, bytes, expected } of logs) {
      const { lines, damages } = readLog(bytes)
      assert.deepEqual(damages, [])
      for (const [index, text] of expected.entries()) {
        const [number, line = Buffer.alloc(0)] = lines[index] ?? []
        const event = eventOf(line)
        const { fields, logsource, host, time_ms } = eventOf(Buffer.from(text))
        assert.equal(number, index + 1)
        assert.deepEqual(event.fields, fields, `${evtx} ${number}`)
        assert.deepEqual([event.logsource, event.host, event.time_ms], [logsource, host, time_ms])
        compared++
      }
      assert.equal(lines.length, expected.length)
    }
    assert.equal(compared, 158)
  })

  test('is the same in pieces of any size', () => {
    const bytes = logs[0]?.bytes ?? Buffer.alloc(0)
    const whole = readLog(bytes)
    for (const size of [1000, 4096, 65_536, 65_537]) assert.deepEqual(readLog(bytes, size), whole)
  })

  test('that ends early gives the records before, and says so', () => {
    const { bytes } =
      logs.find(({ expected }) => expected.length >= 4) ?? assert.fail('no log with four events')
    const all = readLog(bytes).lines
    const cut = readLog(bytes.subarray(0, 4096 + 512 + 8000))
    assert.ok(cut.lines.length > 0 && cut.lines.length < all.length)
    assert.match(cut.damages.join('\n'), /the file ends after 12608 bytes, in chunk 1 of 1/)
    for (const length of [8, 4095, 4096]) assert.equal(readLog(bytes.subarray(0, length)).damages.length, 1)
  })

  test('with flipped bytes gives as many lines as it has records, and neither hangs nor throws', () => {
    let state = 1
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 8) % below
    }
    let unreadable = 0
    for (let run = 0; run < 100; run++) {
      const bytes = Buffer.from(logs[random(logs.length)]?.bytes ?? [])
      for (let flips = 1 + random(100); flips > 0; flips--)
        bytes[4096 + random(1 + random(bytes.length - 4096))] = random(256)
      for (const [, line] of readLog(bytes).lines) if (eventOf(line).format === 'plain') unreadable++
    }
    assert.ok(unreadable > 0)
  })
})
