import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { normalize } from '../normalize/normalize.ts'
import type { LogEvent } from '../schema/event.ts'
import { createLineMatcher, type LineBatch } from './line-matcher.ts'

const RULE = { id: 'x', title: 'X', level: 'low', tags: [] } as const
const OPTIONS = { logsource: {}, time_field: undefined, written_ms: Date.UTC(2026, 0, 2) }
/** Matches what has a field X. */
const RULES = {
  match: ({ fields }: LogEvent) => ('X' in fields ? [{ rule: RULE, matched: [] }] : []),
}

/** The lines with something between them that belongs to none. */
function batchOf(lines: readonly string[]): LineBatch {
  const bounds = new Int32Array(lines.length * 2)
  let text = ''
  for (const [index, line] of lines.entries()) {
    text += '#'
    bounds[2 * index] = Buffer.byteLength(text)
    text += line
    bounds[2 * index + 1] = Buffer.byteLength(text)
  }
  return { bytes: Buffer.from(text), bounds, count: lines.length }
}

describe('the line matcher', () => {
  test('tells what matched by the place in the batch, and counts the lines that are not empty', () => {
    const found: unknown[] = []
    const batch = batchOf(['{"X":"ä"}', '', '{"Y":1}', '{"X":', '{"X":2,"product":"p"}', 'text'])
    const counts = createLineMatcher(RULES, OPTIONS).match(batch, (line, { raw, fields }, matches) =>
      found.push([line, raw, fields, matches]),
    )
    const matches = [{ rule: RULE, matched: [] }]
    assert.deepEqual(found, [
      [0, '{"X":"ä"}', { X: 'ä' }, matches],
      [4, '{"X":2,"product":"p"}', { X: 2, product: 'p' }, matches],
    ])
    assert.deepEqual(counts, { events: 5, unparsed: 1, first_unparsed: 3, without_logsource: 4 })
  })

  test('gives the events that the normaliser gives, and NaN for a time that is not told', () => {
    const lines = [
      '{"X":1,"time":"2026-01-02T03:04:05Z","host":"web1","user":"anna"}',
      '{"X":1,"message":"from 192.0.2.1"}',
    ]
    const events: LogEvent[] = []
    createLineMatcher(RULES, OPTIONS).match(batchOf(lines), (_, event) => events.push(event))
    for (const [index, event] of events.entries()) {
      const { written_ms: received_ms } = OPTIONS
      const value = Buffer.from(lines[index] ?? '')
      const record = { id: '', host: '', source: '', logsource: {}, value, received_ms }
      const expected = normalize(record).event
      assert.deepEqual(event.entities, expected.entities)
      assert.equal(event.host, expected.host)
      assert.equal(event.time_ms, index === 0 ? expected.time_ms : Number.NaN)
    }
    assert.equal(events.length, 2)
  })

  test('places a time without a year near the one that it is given', () => {
    const line = 'Dec 31 23:59:59 web1 app: x'
    let year = 0
    const rules = { match: () => [{ rule: RULE, matched: [] }] }
    createLineMatcher(rules, OPTIONS).match(batchOf([line]), (_, { time_ms }) => {
      year = new Date(time_ms).getUTCFullYear()
    })
    assert.equal(year, 2025)
  })

  test('takes the logsource that the user tells over what a line says', () => {
    const seen: unknown[] = []
    const rules = {
      match: ({ logsource }: LogEvent) => {
        seen.push(logsource)
        return []
      },
    }
    const options = { ...OPTIONS, logsource: { category: 'c' } }
    const counts = createLineMatcher(rules, options).match(
      batchOf(['{"product":"p","category":"d"}', 'x']),
      () => {},
    )
    assert.deepEqual(seen, [{ product: 'p', category: 'c' }, { category: 'c' }])
    assert.equal(counts.without_logsource, 0)
  })
})
