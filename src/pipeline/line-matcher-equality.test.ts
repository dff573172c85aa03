import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { normalize } from '../normalize/normalize.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import { compileRules, createPlainMatcher, type DetectionRule } from '../sigma/index.ts'
import { generatedRule } from '../sigma/testing/generate.ts'
import { generatedLine } from '../sigma/testing/generate-json.ts'
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
    return matcher.match(normalize(record).event)
  }
}

describe('lines are matched as their events are', {
  skip: kernel ? false : 'the kernel is not built',
}, () => {
  for (const unknown_logsource of ['all', 'product-less-only'] as const)
    test(`where of an unknown logsource ${unknown_logsource} rules are tried`, t => {
      let pairs = 0
      let matches = 0
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
            const found = new Map<number, unknown>()
            matcher.match(batchOf(all), (line, _, of) =>
              found.set(
                line,
                of.map(({ rule, matched }) => ({ rule, matched })),
              ),
            )
            for (const [line, value] of all.entries()) {
              const wanted = value.length === 0 ? [] : plain(value)
              assert.deepEqual(found.get(line) ?? [], wanted, Buffer.from(value).toString('latin1'))
              pairs += rules.length
              matches += wanted.length
            }
          },
        ),
        { numRuns: 250 * TIMES },
      )
      t.diagnostic(`${pairs} pairs, ${matches} matches`)
    })
})
