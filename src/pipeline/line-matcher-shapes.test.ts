import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { normalize } from '../normalize/normalize.ts'
import { SAMPLES as SHAPE_SAMPLES } from '../normalize/testing/samples.ts'
import { TOOL_SAMPLES } from '../normalize/testing/tool-samples.ts'
import { WINDOWS_SAMPLES } from '../normalize/testing/windows-samples.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import { compileRules, createPlainMatcher } from '../sigma/index.ts'
import { createLineMatcher } from './line-matcher.ts'

const SAMPLES = [...SHAPE_SAMPLES, ...WINDOWS_SAMPLES, ...TOOL_SAMPLES]
const kernel = readKernel()

const eventOf = (record: unknown) =>
  normalize({
    id: '',
    host: '',
    source: '',
    logsource: {},
    value: Buffer.from(JSON.stringify(record)),
    received_ms: 0,
  }).event

/** The plain values in a value, by the names that lead to them through maps and lists. */
function leavesOf(value: unknown, name: string): [name: string, value: string | number | boolean][] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [[name, value]]
  if (Array.isArray(value)) return value.flatMap(element => leavesOf(element, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${name}.${key}`))
}

/** The kernel leaves names of more parts to others, and all lines with them. */
const PARTS_MAX = 6

/** A rule for each field of some samples, by every name that leads to it, and what it holds. */
const rulesOf = (samples: typeof SAMPLES) =>
  compileRules(
    samples.flatMap(({ record, logsource }, at) =>
      Object.entries(eventOf(record).fields)
        .flatMap(([name, value]) => leavesOf(value, name))
        .filter(([name]) => !name.includes('|') && name.split('.').length <= PARTS_MAX)
        .map(([name, value], leaf) => ({
          text: JSON.stringify({
            title: `${at} ${name}`,
            id: `${at} ${leaf} ${name}`,
            logsource,
            detection: { selection: { [name]: [value] }, condition: 'selection' },
          }),
        })),
    ),
  ).rules

describe('a line of each shape is matched as its event is', {
  skip: kernel ? false : 'the kernel is not built',
}, () => {
  for (const [name, samples] of Map.groupBy(SAMPLES, ({ name }) => name))
    test(name, () => {
      const rules = rulesOf(samples)
      const matcher = createLineMatcher(rules, {
        logsource: {},
        time_field: undefined,
        unknown_logsource: 'product-less-only',
        kernel,
      })
      const plain = createPlainMatcher(rules)
      for (const { record } of samples) {
        const bytes = Buffer.from(JSON.stringify(record))
        const expected = plain.match(eventOf(record)).map(({ rule }) => rule.id)
        assert.ok(expected.length > 0)
        const batch = { bytes, bounds: Int32Array.of(0, bytes.length), count: 1, written_ms: 0 }
        // Twice: by the second time it may be known what such a record is.
        for (const _ of [1, 2]) {
          const found: string[] = []
          matcher.match(batch, (_line, _event, matches) => found.push(...matches.map(({ rule }) => rule.id)))
          assert.deepEqual(found, expected)
        }
      }
    })
})
