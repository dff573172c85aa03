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

/** A rule for each field of each sample, by the name that rules have for it, and what it holds. */
const RULES = compileRules(
  SAMPLES.flatMap(({ fields, logsource }, at) =>
    Object.entries(fields).flatMap(([name, value]) => {
      const text = [value].flat()[0]
      if (typeof text !== 'string' && typeof text !== 'number') return []
      const rule = {
        title: `${at} ${name}`,
        id: `${at} ${name}`,
        logsource,
        detection: { selection: { [name]: text }, condition: 'selection' },
      }
      return [{ text: JSON.stringify(rule) }]
    }),
  ),
).rules

describe('a line of each shape is matched as its event is', {
  skip: kernel ? false : 'the kernel is not built',
}, () => {
  const matcher = createLineMatcher(RULES, {
    logsource: {},
    time_field: undefined,
    unknown_logsource: 'product-less-only',
    kernel,
  })
  const plain = createPlainMatcher(RULES)
  for (const { name, record, logsource } of SAMPLES)
    test(`${name} (${Object.values(logsource).join(' ')})`, () => {
      const bytes = Buffer.from(JSON.stringify(record))
      const event = normalize({
        id: '',
        host: '',
        source: '',
        logsource: {},
        value: bytes,
        received_ms: 0,
      }).event
      const expected = plain.match(event).map(({ rule }) => rule.id)
      const batch = { bytes, bounds: Int32Array.of(0, bytes.length), count: 1, written_ms: 0 }
      // Twice: by the second time it may be known what such a record is.
      for (const _ of [1, 2]) {
        const found: string[] = []
        matcher.match(batch, (_line, _event, matches) => found.push(...matches.map(({ rule }) => rule.id)))
        assert.deepEqual(found, expected)
      }
    })
})
