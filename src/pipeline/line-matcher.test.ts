import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { normalize } from '../normalize/normalize.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import type { LogEvent } from '../schema/event.ts'
import { compileRules } from '../sigma/index.ts'
import { isoTime } from './alert.ts'
import { createLineMatcher, type LineBatch, type LineMatcherOptions } from './line-matcher.ts'

const RULES = compileRules([
  { text: 'title: X\nlogsource: { category: c }\ndetection: { a: { X|exists: true }, condition: a }' },
  { text: 'title: P\nlogsource: { product: p, category: c }\ndetection: { a: { X: 2 }, condition: a }' },
]).rules
const OPTIONS = { logsource: {}, time_field: undefined, unknown_logsource: 'product-less-only' } as const
const kernel = readKernel()
const WRITTEN_MS = Date.UTC(2026, 0, 2)

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
  return { bytes: Buffer.from(text), bounds, count: lines.length, written_ms: WRITTEN_MS }
}

function expectedTime(line: string): string | null {
  const record = { id: '', host: '', source: '', logsource: {}, value: Buffer.from(line), received_ms: 0 }
  return isoTime(normalize(record, { time_otherwise_ms: Number.NaN }).event.time_ms) ?? null
}

/** The places and titles of the matches. */
function titlesOf(
  lines: readonly string[],
  options: Partial<LineMatcherOptions> = {},
  rules = RULES,
): unknown[] {
  const found: unknown[] = []
  createLineMatcher(rules, { ...OPTIONS, ...options }).match(batchOf(lines), (line, _, matches) =>
    found.push([line, ...matches.map(({ rule }) => rule.title)]),
  )
  return found
}

describe('the line matcher', () => {
  test('tells what matched by the place in the batch, and counts the lines that are not empty', () => {
    const lines = ['{"X":"ä"}', '', '{"Y":1}', '{"X":', '{"X":2,"product":"p"}', 'text']
    const found: unknown[] = []
    const counts = createLineMatcher(RULES, OPTIONS).match(batchOf(lines), (line, event, matches) =>
      found.push([line, event.raw, event.fields, matches[0]?.matched]),
    )
    const matched = [{ selection: 'a', field: 'X', pattern: 'exists: true', value: '' }]
    assert.deepEqual(found, [
      [0, lines[0], { X: 'ä' }, matched],
      [4, lines[4], { X: 2, product: 'p' }, matched],
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
      const value = Buffer.from(lines[index] ?? '')
      const record = { id: '', host: '', source: '', logsource: {}, value, received_ms: WRITTEN_MS }
      const expected = normalize(record).event
      assert.deepEqual(event.entities, expected.entities)
      assert.equal(event.host, expected.host)
      assert.equal(event.time_ms, index === 0 ? expected.time_ms : Number.NaN)
    }
    assert.equal(events.length, 2)
  })

  test('places a time without a year near the one at which the lines were written', () => {
    const { rules } = compileRules([
      { text: 'title: X\nlogsource: { category: c }\ndetection: { a: [ "needle" ], condition: a }' },
    ])
    let year = 0
    createLineMatcher(rules, OPTIONS).match(
      batchOf(['Dec 31 23:59:59 web1 app: needle']),
      (_, { time_ms }) => {
        year = new Date(time_ms).getUTCFullYear()
      },
    )
    assert.equal(year, 2025)
  })

  test('writes the times that the normaliser reads', {
    skip: kernel ? false : 'the kernel is not built',
  }, () => {
    const two = fc.integer({ min: 0, max: 99 }).map(value => String(value).padStart(2, '0'))
    const usual = fc
      .tuple(
        fc.constantFrom('1969', '1970', '2024', '2023', '2100', '9999', '0001', '20a4'),
        fc.oneof(fc.constantFrom('02', '12', '04'), two),
        fc.oneof(fc.constantFrom('28', '29', '30', '31'), two),
        fc.constantFrom(' ', 'T', 't', '_'),
        fc.oneof(fc.constantFrom('00', '23'), two),
        fc.constantFrom('00', '59', '60'),
        fc.constantFrom(':00', ':59', ':60', ':5', ''),
        fc.constantFrom('', '.', '.1', '.12', '.123', '.1234567', '.123456789012', '.1234567890123', ',5'),
        fc.constantFrom('', 'Z', 'z', ' Z', '+00:00', '-0130', 'x'),
      )
      .map(([year, month, day, between, hour, minute, rest, fraction, zone]) =>
        [year, '-', month, '-', day, between, hour, ':', minute, rest, fraction, zone].join(''),
      )
    const value = fc.oneof(
      { weight: 6, arbitrary: usual },
      {
        weight: 1,
        arbitrary: fc.constantFrom(1772366400, 1772366400123, '1772366400', null, true, '', [], {}),
      },
    )
    const keys = fc.constantFrom('@timestamp', 'time', 'UtcTime', 'TimeCreated')
    fc.assert(
      fc.property(fc.array(fc.dictionary(keys, value, { maxKeys: 3 }), { minLength: 1 }), records => {
        const lines = records.map(record => JSON.stringify({ X: 1, ...record }))
        let text = ''
        const templateOf = () => ['line', { text: ' ' }, 'time', { text: '\n' }] as const
        createLineMatcher(RULES, { ...OPTIONS, kernel, templateOf }).match(
          batchOf(lines),
          line => {
            // As a list at such a place has it.
            text += `${line} ${JSON.stringify(expectedTime(lines[line] ?? ''))}\n`
          },
          {
            text: '',
            first_line: 0,
            written: bytes => {
              text += Buffer.from(bytes).toString()
            },
            counted: () => {},
          },
        )
        const expected = lines.map((line, at) => `${at} ${JSON.stringify(expectedTime(line))}\n`)
        assert.equal(text, expected.join(''))
      }),
      { numRuns: 300 },
    )
  })

  test('takes the logsource that the user tells over what a line says', () => {
    const lines = ['{"X":2,"product":"p","category":"d"}', '{"X":2,"product":"p","category":"c"}']
    assert.deepEqual(titlesOf(lines), [[1, 'X', 'P']])
    assert.deepEqual(titlesOf(lines, { logsource: { category: 'c' } }), [
      [0, 'X', 'P'],
      [1, 'X', 'P'],
    ])
  })

  test('finds keywords in the values of a record of fields, and in the text of any other', () => {
    const { rules } = compileRules([
      { text: 'title: K\nlogsource: { category: c }\ndetection: { a: [ "needle" ], condition: a }' },
    ])
    const xml = (name: string, value: string) =>
      `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Channel>c</Channel><EventID>1</EventID></System><EventData><Data Name="${name}">${value}</Data></EventData></Event>`
    const lines = [
      '{"needle":"x"}',
      '{"X":"x","needle":{"Y":["z"]}}',
      '{"X":["x",{"Y":"a Needle"}]}',
      '{"X":"C:\\\\needle"}',
      '{"X":"\\u006eeedle"}',
      '{"X":"\\needle"}',
      '{"X":"needle","X":"thread"}',
      '{"X":"thread","X":"needle"}',
      xml('needle', 'x'),
      xml('X', 'needle'),
      // Fields of their own are made of these, but the line says more than they do.
      'Jan  1 00:00:00 needle app[1]: text',
      '192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "needle"',
      'needle of no format',
      // What began as JSON and is none is a text.
      '{"needle":',
    ]
    const expected = [2, 3, 4, 7, 9, 10, 11, 12, 13].map(line => [line, 'K'])
    const options = { logsource: { category: 'c' }, unknown_logsource: 'all' } as const
    for (const by of [undefined, kernel])
      assert.deepEqual(titlesOf(lines, { ...options, kernel: by }, rules), expected)
  })

  test('tries all rules on what tells nothing of itself, if asked to', () => {
    assert.deepEqual(titlesOf(['{"X":2}']), [[0, 'X']])
    assert.deepEqual(titlesOf(['{"X":2}'], { unknown_logsource: 'all' }), [[0, 'X', 'P']])
  })
})
