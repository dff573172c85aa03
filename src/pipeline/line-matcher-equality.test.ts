import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { keyPart } from '../correlate/key.ts'
import { numberOf } from '../correlate/values.ts'
import { normalize } from '../normalize/normalize.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import { compileRules, createPlainMatcher, type DetectionRule, type TemplatePart } from '../sigma/index.ts'
import { generatedRule } from '../sigma/testing/generate.ts'
import { generatedLine } from '../sigma/testing/generate-json.ts'
import { isoTime } from './alert.ts'
import { correlatedField } from './correlated-field.ts'
import { createLineMatcher, type LineBatch } from './line-matcher.ts'

/**
 * The kernel says of the bytes of a line what the plain matcher says of the event that the normaliser makes of them, on
 * rules and lines at random. `LOG_SENTINEL_EQUALITY_RUNS` multiplies how many are tried.
 */
const TIMES = Number(process.env['LOG_SENTINEL_EQUALITY_RUNS'] ?? 1)

const kernel = readKernel()

function rulesOf(texts: readonly string[]): readonly DetectionRule[] {
  return compileRules(texts.map((text, at) => ({ text: text.replace('"generated"', `"rule ${at}"`) }))).rules
}

function batchOf(lines: readonly Uint8Array[]): LineBatch {
  let end = 0
  const bounds = lines.flatMap(line => {
    const start = end + 1
    end = start + line.length
    return [start, end]
  })
  const bytes = Buffer.alloc(end + 1, '"')
  for (const [at, line] of lines.entries()) bytes.set(line, bounds[2 * at])
  return { bytes, bounds: Int32Array.from(bounds), count: lines.length, written_ms: 0 }
}

function expected(rules: readonly DetectionRule[], unknown_logsource: 'all' | 'product-less-only') {
  const matcher = createPlainMatcher(rules, { unknown_logsource })
  return (value: Uint8Array) => {
    const record = { id: '', host: '', source: '', logsource: {}, value, received_ms: 0 }
    const { event } = normalize(record, { time_otherwise_ms: Number.NaN })
    return { event, matches: matcher.match(event) }
  }
}

/** Fields that a correlation might ask for. */
const TOLD = ['A', 'B', 'C', 'D', 'A.B', 'B.A', 'UtcTime', 'A.B.C']

/** What correlations make of a value: the part of a key, and the number. */
function asPart(value: unknown): unknown[] {
  return [keyPart(value), numberOf(value)]
}

interface FoundLine {
  readonly told: readonly unknown[]
  readonly time_ms: number
  readonly matches: readonly unknown[]
}

const FIRST_LINE = 4_000_000

function templateOf({ title }: DetectionRule): readonly TemplatePart[] {
  return [
    { text: `{"title":${JSON.stringify(title)}` },
    'batch',
    { text: ',"line":' },
    'line',
    { text: ',"time":' },
    'time',
    { text: ',"matched":' },
    'matched',
    { text: ',"fields":' },
    'fields',
    { text: '}\n' },
  ]
}

/** What is written of lines from their bytes, read again; and of which lines something was found that was not written. */
function writtenOf(rules: readonly DetectionRule[], lines: readonly Uint8Array[], options: Options) {
  const matcher = createLineMatcher(rules, { ...options, templateOf })
  let text = ''
  let counted = 0
  const found: number[] = []
  matcher.match(batchOf(lines), line => found.push(line), {
    text: ',"file":"ä"',
    first_line: FIRST_LINE,
    written: bytes => {
      text += Buffer.from(bytes).toString()
    },
    counted: (_, matches) => {
      counted += matches
    },
  })
  const written: { title: string; line: number }[] = text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
  assert.equal(counted, written.length)
  return { written, found }
}

type Options = Parameters<typeof createLineMatcher>[1]

/** As those see it who read it: JSON has one zero. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

describe('lines are matched as their events are', {
  skip: kernel ? false : 'the kernel is not built',
}, () => {
  for (const unknown_logsource of ['all', 'product-less-only'] as const)
    test(`where of an unknown logsource ${unknown_logsource} rules are tried`, t => {
      let pairs = 0
      let matches = 0
      let texts_written = 0
      fc.assert(
        fc.property(
          fc.array(generatedRule, { minLength: 1, maxLength: 8 }),
          fc.array(generatedLine, { minLength: 1, maxLength: 12 }),
          (texts, lines) => {
            const rules = rulesOf(texts)
            const plain = expected(rules, unknown_logsource)
            const options = { logsource: {}, time_field: undefined, unknown_logsource, kernel } as const
            // Twice, so that values are remembered.
            const all = [...lines, ...lines]
            const found = new Map<number, FoundLine>()
            createLineMatcher(rules, { ...options, told: () => TOLD }).match(
              batchOf(all),
              (line, event, of) => {
                found.set(line, {
                  told: TOLD.map(name => asPart(correlatedField(event, name))),
                  time_ms: event.time_ms,
                  matches: of.map(({ rule, matched }) => ({ rule, matched })),
                })
              },
            )
            const { written, found: not_written } = writtenOf(rules, all, options)
            for (const [line, value] of all.entries()) {
              const { matches: wanted, event } =
                value.length === 0 ? { matches: [], event: undefined } : plain(value)
              const { matches: of, time_ms, told } = found.get(line) ?? { matches: [] }
              const shown = Buffer.from(value).toString('latin1')
              assert.deepEqual(of, wanted, shown)
              if (event && wanted.length > 0) assert.equal(time_ms, event.time_ms, shown)
              if (event && wanted.length > 0)
                assert.deepEqual(
                  told,
                  TOLD.map(name => asPart(correlatedField(event, name))),
                  shown,
                )
              pairs += rules.length
              matches += wanted.length
              const texts = written.filter(of => of.line === FIRST_LINE + line)
              if (not_written.includes(line) || !event) {
                assert.deepEqual(texts, [], shown)
                continue
              }
              const expected_texts = wanted.map(({ rule, matched }) => ({
                title: rule.title,
                file: 'ä',
                line: FIRST_LINE + line,
                time: isoTime(event.time_ms) ?? null,
                matched,
                fields: event.fields,
              }))
              assert.deepEqual(asJson(texts), asJson(expected_texts), shown)
              texts_written += texts.length
            }
            const in_order = [...written].sort((a, b) => a.line - b.line)
            assert.deepEqual(written, in_order)
          },
        ),
        { numRuns: 250 * TIMES },
      )
      t.diagnostic(`${pairs} pairs, ${matches} matches, ${texts_written} of them written from bytes`)
      assert.ok(texts_written > 0)
    })
})
