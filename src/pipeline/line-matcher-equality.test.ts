import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { normalize } from '../normalize/normalize.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import { compileRules, createPlainMatcher, type DetectionRule, type LineWriter } from '../sigma/index.ts'
import { generatedRule } from '../sigma/testing/generate.ts'
import { generatedLine } from '../sigma/testing/generate-json.ts'
import { createLineMatcher, type LineBatch, type LineMatch } from './line-matcher.ts'

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

interface FoundLine {
  readonly time_ms?: number
  /** By match: what was written of the line's bytes, read again; undefined if it could not be. */
  readonly written?: readonly unknown[]
  readonly matches: readonly unknown[]
}

function writtenBy(writer: LineWriter | undefined, matches: readonly LineMatch[]): unknown[] {
  return matches.map(({ rule }) => {
    writer?.begin()
    writer?.ascii('{"matched":')
    writer?.matched(rule)
    writer?.ascii(',"fields":')
    writer?.fields()
    writer?.ascii('}')
    return writer?.end() ? JSON.parse(Buffer.concat(writer.take()).toString()) : undefined
  })
}

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
            const matcher = createLineMatcher(rules, {
              logsource: {},
              time_field: undefined,
              unknown_logsource,
              kernel,
            })
            // Twice, so that values are remembered.
            const all = [...lines, ...lines]
            const found = new Map<number, FoundLine>()
            matcher.match(batchOf(all), (line, event, of, writer) =>
              found.set(line, {
                time_ms: event.time_ms,
                written: writtenBy(writer, of),
                matches: of.map(({ rule, matched }) => ({ rule, matched })),
              }),
            )
            for (const [line, value] of all.entries()) {
              const { matches: wanted, event } =
                value.length === 0 ? { matches: [], event: undefined } : plain(value)
              const { matches: of, written, time_ms } = found.get(line) ?? { matches: [] }
              const shown = Buffer.from(value).toString('latin1')
              assert.deepEqual(of, wanted, shown)
              if (event && wanted.length > 0) assert.equal(time_ms, event.time_ms, shown)
              for (const [at, { matched }] of wanted.entries()) {
                if (!event || written?.[at] === undefined) continue
                assert.deepEqual(asJson(written[at]), asJson({ matched, fields: event.fields }), shown)
                texts_written++
              }
              pairs += rules.length
              matches += wanted.length
            }
          },
        ),
        { numRuns: 250 * TIMES },
      )
      t.diagnostic(`${pairs} pairs, ${matches} matches, ${texts_written} of them written from bytes`)
      assert.ok(texts_written > 0)
    })
})
