import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { parseRegex } from './parse.ts'
import { compileRegex } from './regex.ts'
import { needsBacktracking } from './syntax.ts'

/**
 * Patterns at random fit what V8 and RE2JS say that they fit. How many are tried can be multiplied by
 * `LOG_SENTINEL_EQUALITY_RUNS`.
 */
const TIMES = Number(process.env['LOG_SENTINEL_EQUALITY_RUNS'] ?? 1)

/** Characters on which the dialects agree: V8 knows more line breaks and blanks. */
const UNITS = [
  'k',
  's',
  '\u212a',
  '\u017f',
  'a',
  'b',
  'c',
  'A',
  'B',
  '1',
  '_',
  '-',
  ' ',
  '\n',
  '\u00e9',
  '\u{1f600}',
]
const text = fc.string({ unit: fc.constantFrom(...UNITS), maxLength: 14 })
const shortText = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 })
const texts = fc.array(fc.oneof(text, shortText), { minLength: 6, maxLength: 6 })

const character = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'A',
    '1',
    '-',
    ' ',
    '\u00e9',
    '\u{1f600}',
    '.',
    '\\d',
    '\\w',
    '\\W',
    '\\D',
    '\\n',
    '\\x61',
  ],
  ...['[ab]', '[^a]', '[a-c]', '[^\\w]', '[b\\d-]', '[^\\n]', '[\u00e9-\u{1f600}]', '\\.'],
)
const edge = fc.constantFrom('^', '$', '\\b', '\\B')
const quantifier = fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '{2,3}', '*?', '+?', '??', '{1,2}?')

type Of = fc.Arbitrary<string>

/** What both engines know. */
function patterns(more: (tie: Of) => readonly fc.WeightedArbitrary<string>[]): Of {
  const { source } = fc.letrec<{ source: string }>(tie => ({
    source: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      { weight: 6, arbitrary: character },
      { weight: 1, arbitrary: edge },
      { weight: 5, arbitrary: fc.tuple(tie('source'), tie('source')).map(([a, b]) => a + b) },
      { weight: 2, arbitrary: fc.tuple(tie('source'), tie('source')).map(([a, b]) => `(?:${a}|${b})`) },
      { weight: 2, arbitrary: fc.tuple(tie('source'), quantifier).map(([a, q]) => `(?:${a})${q}`) },
      { weight: 1, arbitrary: tie('source').map(a => `(${a})`) },
      { weight: 1, arbitrary: fc.tuple(tie('source'), quantifier).map(([a, q]) => `(${a})${q}`) },
      ...more(tie('source')),
    ),
  }))
  return source
}

const flagsOf = fc.subarray(['i', 'm', 's'] as const)

test('patterns for the automaton fit what RE2JS says', t => {
  const counts = { fits: 0, all: 0 }
  fc.assert(
    fc.property(
      patterns(tie => [{ weight: 1, arbitrary: tie.map(a => `(?i:${a})`) }]),
      texts,
      flagsOf,
      (source, given, flags) => {
        const tree = parseRegex(source, new Set(flags))
        assert.ok(tree && !needsBacktracking(tree), source)
        const regex = compileRegex(source, new Set(flags))
        if (typeof regex === 'string') return
        const bits = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL }
        const other = RE2JS.compile(
          source,
          flags.reduce((all, flag) => all | bits[flag], 0),
        )
        for (const candidate of given) {
          const expected = other.test(candidate)
          assert.equal(regex.test(candidate), expected, `${source} on ${JSON.stringify(candidate)}`)
          counts.all++
          if (expected) counts.fits++
        }
      },
    ),
    { numRuns: 2000 * TIMES },
  )
  t.diagnostic(`${counts.all} pairs, ${counts.fits} fit`)
})

/** Letters whose cases V8 folds like others; `\w` it folds in its own way. */
const lookaround = (tie: Of): readonly fc.WeightedArbitrary<string>[] => [
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('=', '!', '<=', '<!'), tie).map(([what, a]) => `(?${what}${a})`),
  },
  { weight: 2, arbitrary: fc.tuple(tie, tie).map(([a, b]) => `(${a})${b}\\1`) },
  { weight: 1, arbitrary: fc.constantFrom('\\1', '\\2', '(?<!\\1a)', '(?<=(a|b)+)', '(?=(a*))\\1') },
]

test('patterns with lookaround and back references fit what V8 says', t => {
  const counts = { fits: 0, all: 0, undecided: 0 }
  fc.assert(
    fc.property(patterns(lookaround), texts, flagsOf, (written, given, flags) => {
      // Two groups in front, so that every reference has its group.
      const source = `(?:(a)|(b|c)|)${written}`
      // With a digit behind it a reference is another one.
      if (/\\[12]\d/.test(source)) return
      if (flags.includes('i') && /\\[wWbB]/.test(source)) return
      const regex = compileRegex(source, new Set(flags))
      if (typeof regex === 'string') return
      const other = new RegExp(source.replaceAll('[b\\d-]', '[b\\d\\-]'), `u${flags.join('')}`)
      for (const candidate of given) {
        // V8 looks between the halves of a pair, too.
        if (candidate.includes('\u{1f600}')) continue
        counts.all++
        const found = regex.test(candidate)
        if (found === undefined) {
          counts.undecided++
          continue
        }
        const expected = other.test(candidate)
        assert.equal(found, expected, `${source} on ${JSON.stringify(candidate)}`)
        if (expected) counts.fits++
      }
    }),
    { numRuns: 2000 * TIMES },
  )
  t.diagnostic(`${counts.all} pairs, ${counts.fits} fit, ${counts.undecided} undecided`)
  assert.ok(counts.undecided < counts.all / 100)
})
