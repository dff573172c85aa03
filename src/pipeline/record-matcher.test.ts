import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LOGSOURCES, normalize } from '../normalize/normalize.ts'
import { SAMPLES } from '../normalize/testing/samples.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import type { LogEvent } from '../schema/event.ts'
import type { LogRecord } from '../schema/log-record.ts'
import type { Logsource } from '../schema/logsource.ts'
import { compileRules, createPlainMatcher } from '../sigma/index.ts'
import { generatedRule } from '../sigma/testing/generate.ts'
import { generatedLine } from '../sigma/testing/generate-json.ts'
import { DeferredEvent } from './deferred-event.ts'
import { createRecordMatcher, type RecordMatcher } from './record-matcher.ts'

const TIMES = Number(process.env['LOG_SENTINEL_EQUALITY_RUNS'] ?? 1)

const kernel = readKernel()
const without_kernel = { skip: kernel ? false : 'the kernel is not built' }

function matcherOf(
  texts: readonly string[],
  given = kernel,
): RecordMatcher & { failures: unknown[]; set: ReturnType<typeof compileRules> } {
  const set = compileRules(texts.map(text => ({ text })))
  const failures: unknown[] = []
  const onKernelFailure = (error: unknown) => failures.push(error)
  const matcher = createRecordMatcher({ set, logsources: LOGSOURCES, kernel: given, onKernelFailure })
  return { ...matcher, failures, set }
}

function recordOf(value: string | Uint8Array, logsource: Logsource = {}): LogRecord {
  return {
    id: 'id',
    host: 'h',
    source: 's',
    logsource,
    value: Buffer.from(value),
    received_ms: 1_700_000_000_000,
  }
}

/** The time first: it may be told without the others. */
const plainly = ({ time_ms, id, host, source, format, logsource, fields, entities, raw }: LogEvent) => ({
  ...{ time_ms, id, host, source, format, logsource, fields, entities, raw },
})

const TEXTS = [
  'Jul  1 09:00:55 host sshd[7]: Failed password for root from 192.0.2.1 port 22 ssh2',
  '192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "text"',
  'text of no format',
  '{"broken',
  ' {"X":1}',
  '',
]

const rule = (title: string, detection: object, logsource: object = { product: 'p' }) =>
  JSON.stringify({ title, logsource, detection: { a: detection, condition: 'a' } })

const titlesOf = (matcher: RecordMatcher, record: LogRecord) =>
  matcher.match(record).matches.map(({ rule }) => rule.title)

describe('a record is matched as the event is that the normaliser makes of it', without_kernel, () => {
  const logsource = fc.constantFrom<Logsource>(
    {},
    {},
    { product: 'windows' },
    { service: 'sshd' },
    { category: 'c' },
  )
  const text = fc.constantFrom(...SAMPLES.map(({ record }) => JSON.stringify(record)), ...TEXTS)

  test('rules and records at random', t => {
    let by_kernel = 0
    let matches = 0
    fc.assert(
      fc.property(
        fc.array(generatedRule, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: generatedLine }, text), logsource), {
          minLength: 1,
          maxLength: 12,
        }),
        (texts, lines) => {
          const matcher = matcherOf(texts.map((text, at) => text.replace('"generated"', `"rule ${at}"`)))
          const plain = createPlainMatcher(matcher.set.rules)
          // Twice, so that values are remembered.
          for (const [value, logsource] of [...lines, ...lines]) {
            const record = recordOf(value, logsource)
            const { event, parse_failure } = normalize(record)
            const matched = matcher.match(record)
            const shown = `${Buffer.from(value).toString('latin1')} of ${JSON.stringify(logsource)}`
            assert.deepEqual(
              matched.matches.map(({ rule, matched }) => ({ rule, matched })),
              plain.match(event),
              shown,
            )
            assert.equal(matched.parse_failure, parse_failure, shown)
            assert.deepEqual(plainly(matched.event), plainly(event), shown)
            matches += matched.matches.length
            if (matched.event instanceof DeferredEvent) by_kernel++
          }
          assert.deepEqual(matcher.failures, [])
        },
      ),
      { numRuns: 40 * TIMES },
    )
    t.diagnostic(`${by_kernel} records matched by kernels, ${matches} matches`)
    assert.ok(matches > 0 && by_kernel > 0)
  })
})

describe('a record matcher', () => {
  test('tells the time of a record only for as long as it is the last one, and by its event afterwards', () => {
    const matcher = matcherOf([rule('X', { X: 1 })])
    const [first, second] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'].map(
      time => matcher.match(recordOf(`{"X":1,"time":"${time}"}`)).event,
    )
    assert.equal(first?.time_ms, Date.UTC(2026, 0, 1))
    assert.equal(second?.time_ms, Date.UTC(2026, 0, 2))
    assert.equal(matcher.match(recordOf('{"X":1}')).event.time_ms, 1_700_000_000_000)
  })

  test('takes records of more logsources than it has kernels for', () => {
    const matcher = matcherOf([rule('P', { X: 1 }, { product: 'p' }), rule('Q', { X: 1 }, { product: 'q' })])
    for (let round = 0; round < 2; round++)
      for (let number = 0; number < 8; number++) {
        const product = number % 2 === 0 ? 'p' : 'q'
        const logsource = { product, service: `s${number}` }
        assert.deepEqual(titlesOf(matcher, recordOf('{"X":1}', logsource)), [product.toUpperCase()])
      }
    assert.deepEqual(matcher.failures, [])
  })

  test('goes on without a kernel that fails, and gives it up in the end', () => {
    const matcher = matcherOf([rule('X', { X: 1 })], new Uint8Array([1, 2, 3]))
    for (let time = 0; time < 10; time++)
      assert.deepEqual(titlesOf(matcher, recordOf('{"X":1}', { product: 'p' })), ['X'])
    assert.equal(matcher.failures.length, 3)
  })

  test('tries a rule no more that could not be decided, in kernels that come later too', () => {
    const matcher = matcherOf([rule('Hard', { 'X|re': '^(?=(?:a|a)+c)a' }), rule('Easy', { 'X|re': 'aa' })])
    const record = (text: string, service: string) => recordOf(`{"X":"${text}"}`, { product: 'p', service })
    assert.deepEqual(titlesOf(matcher, record('aaac', 'one')), ['Hard', 'Easy'])
    assert.deepEqual(titlesOf(matcher, record(`${'a'.repeat(1000)}bc`, 'one')), ['Easy'])
    assert.deepEqual(
      matcher.set.quarantined.map(({ title }) => title),
      ['Hard'],
    )
    assert.deepEqual(titlesOf(matcher, record('aaac', 'one')), ['Easy'])
    assert.deepEqual(titlesOf(matcher, record('aaac', 'two')), ['Easy'])
  })

  test('counts its tables', () => {
    const matcher = matcherOf([rule('X', { X: 1 })])
    assert.equal(matcher.tableBytes(), 0)
    matcher.match(recordOf('{"X":1}', { product: 'p' }))
    assert.ok(matcher.tableBytes() > 0)
  })
})
