import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readKernel } from '../../rulebase/kernel-file.ts'
import { compileRules } from '../index.ts'
import { createByteMatcher } from './byte-matcher.ts'
import { KERNEL_LIMITS } from './kernel.ts'
import type { RecordReader } from './record-reader.ts'

const kernel = readKernel()
const DECODER = new TextDecoder()

/** Fields are what the record holds. */
const reader: RecordReader = {
  controls: [],
  containers: [[]],
  refused: [],
  noted: [],
  timeOf: () => null,
  read: bytes => {
    const raw = DECODER.decode(bytes)
    const fields: unknown = JSON.parse(raw)
    return { logsource: {}, fields: isRecord(fields) ? fields : {}, raw, is_structured: true }
  },
  isDerived: () => false,
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Texts of small letters that look alike nowhere. */
function randomTexts(count: number, length: number): string[] {
  let state = 1
  const letter = () => {
    state = (state * 48271) % 2147483647
    return String.fromCharCode(97 + (state % 26))
  }
  return Array.from({ length: count }, () => Array.from({ length }, letter).join(''))
}

describe('the kernel', { skip: kernel ? false : 'the kernel is not built' }, () => {
  test('finds every literal of a long text, also while the rows of its automata are forgotten and written anew', () => {
    if (!kernel) return
    const literals = randomTexts(900, 40)
    const { rules } = compileRules(
      literals.map((literal, at) => ({
        text: `title: r${at}\nlogsource: { category: c }\ndetection: { s: { X|contains: ${literal} }, condition: s }`,
      })),
    )
    // The smallest table there can be.
    const matcher = createByteMatcher({ kernel, rules, reader, limits: { ...KERNEL_LIMITS, row_bytes: 0 } })
    for (const [few, text] of [
      [900, literals.join(' ')],
      [450, literals.slice(450).join('-').toUpperCase()],
    ] as const) {
      const line = new TextEncoder().encode(JSON.stringify({ X: text }))
      matcher.load({ bytes: line, bounds: Int32Array.of(0, line.length), count: 1 }, undefined)
      assert.equal(matcher.run(0), 0)
      assert.equal(matcher.stopped, few)
    }
  })
})
