import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readKernel } from '../../rulebase/kernel-file.ts'
import { compileRules, createPlainMatcher } from '../index.ts'
import { type ByteMatcher, createByteMatcher, LEFT_TO_OTHERS } from './byte-matcher.ts'
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

/** Numbers below what is asked for, the same ones each time. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

/** Of few letters, so that texts often have what is looked for, or nearly so. */
const LETTERS = [
  'ab',
  'aAbn\\"',
  '\\',
  'abcdefghijklmnopqrstuvwxyz /\\',
  'tT\t\n\\u"/',
  'aäÄéßK€\u{1f600}b',
  'x@:=%$1{} ',
]

/** The ways in which JSON may write a text. */
const WRITERS: readonly ((value: string) => string)[] = [
  value => JSON.stringify(value),
  value => JSON.stringify(value).replaceAll('/', '\\/'),
  value => JSON.stringify(value).replaceAll(/[a-cA]/g, unit => `\\u00${unit.charCodeAt(0).toString(16)}`),
]

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(DECODER.decode(bytes))
    return true
  } catch {
    return false
  }
}

/** Texts of small letters that look alike nowhere. */
function randomTexts(count: number, length: number): string[] {
  const draw = randomNumbers(1)
  const letter = () => String.fromCharCode(97 + draw(26))
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

  test('finds what stands anywhere however JSON writes it, and at whichever place of a block', () => {
    if (!kernel) return
    const draw = randomNumbers(7)
    const text = (letters: string, length: number) =>
      Array.from({ length }, () => letters.charAt(draw(letters.length))).join('')
    for (let round = 0; round < 60; round++) {
      const letters = LETTERS[round % LETTERS.length] ?? ''
      const literals = Array.from({ length: 1 + draw(40) }, () => text(letters, 1 + draw(round % 2 ? 6 : 24)))
      const { rules } = compileRules(
        literals.map((literal, at) => ({
          text: JSON.stringify({
            title: `r${at}`,
            logsource: { category: 'c' },
            // What Sigma reads as a wildcard is a character here.
            detection: { s: { 'X|contains': literal.replace(/[\\*?]/g, '\\$&') }, condition: 's' },
          }),
        })),
      )
      assert.equal(rules.length, literals.length)
      const matcher: ByteMatcher = createByteMatcher({ kernel, rules, reader })
      const plain = createPlainMatcher(rules)
      for (let line = 0; line < 60; line++) {
        const value = text(letters, draw(40)) + literals[draw(literals.length)] + text(letters, draw(90))
        const bytes = new TextEncoder().encode(`{"X":${WRITERS[line % WRITERS.length]?.(value)}}`)
        matcher.load({ bytes, bounds: Int32Array.of(0, bytes.length), count: 1 }, undefined)
        const expected = plain.match(reader.read(bytes)).length
        assert.ok(expected > 0)
        assert.equal(matcher.run(0), 0)
        assert.equal(matcher.stopped, expected, JSON.stringify({ literals, value }))
      }
    }
  })

  test('takes no string for one that JSON does not allow, whatever stands before its fault', () => {
    if (!kernel) return
    const { rules } = compileRules([
      { text: 'title: r\nlogsource: { category: c }\ndetection: { s: { X: null }, condition: not s }' },
    ])
    const matcher = createByteMatcher({ kernel, rules, reader })
    const draw = randomNumbers(3)
    const pieces = [
      'a',
      '\\\\',
      '\\n',
      '\\"',
      '\\',
      '\\u0041',
      '\\u00',
      '\\x',
      '\\/',
      '\t',
      'é',
      'abcdefgh',
      '"',
    ]
    for (let line = 0; line < 5000; line++) {
      const value: string = Array.from(
        { length: draw(30) },
        () => pieces[draw(line % 2 ? 4 : pieces.length)],
      ).join('')
      const bytes = new TextEncoder().encode(`{"X":"${value}"}`)
      matcher.load({ bytes, bounds: Int32Array.of(0, bytes.length), count: 1 }, undefined)
      matcher.run(0)
      assert.equal(matcher.stopped === LEFT_TO_OTHERS, !isJson(bytes), JSON.stringify(value))
    }
  })
})
