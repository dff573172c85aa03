import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { fold } from '../fold.ts'
import { regexLiterals } from './literals.ts'
import { parseRegex } from './parse.ts'
import { compileRegex } from './regex.ts'
import { shortestFit } from './syntax.ts'

const literalsOf = (source: string) => {
  const tree = parseRegex(source)
  return tree ? regexLiterals(tree) : []
}

describe('literals that a regular expression needs', () => {
  const cases: [string, string[][]][] = [
    ['powershell', [['powershell']]],
    ['PowerShell\\.exe', [['powershell.exe']]],
    ['foo.*bar', [['foo'], ['bar']]],
    ['(?:foo|bar)baz', [['foobaz', 'barbaz']]],
    ['colou?r', [['color', 'colour']]],
    ['(?i)net1?\\s+user', [['user'], ['net', 'net1']]],
    ['^foo$', [['foo']]],
    ['[[:alpha:]]foo', [['foo']]],
    ['\\x41bc', [['abc']]],
    ['fo(?!x)(?<=y)o', [['foo']]],
    ['(?>foo)(bar)++', [['foo'], ['bar']]],
    ['(?P<name>foo){2,}', [['foo']]],
    ['[ab]cd', [['acd', 'bcd']]],
  ]
  for (const [source, expected] of cases)
    test(source, () => assert.deepEqual(literalsOf(source).toSorted(), expected.toSorted()))

  for (const source of [
    '(foo)*',
    'foo|',
    '[^a]',
    '\\d+',
    'a',
    'foo|.',
    '\\Qfoo\\E',
    'ééé',
    '(?=foo)',
    '(foo|)\\1',
  ])
    test(`none is known of ${source}`, () => assert.deepEqual(literalsOf(source), []))
})

test('stand in every text that the expression fits', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'b',
      'K',
      's',
      '\\.',
      '\\\\',
      '.',
      '[ab]',
      '[^a]',
      '[a-c]',
      '\\w',
      '\\s',
      '\\b',
      '^',
      '$',
      'é',
      ' ',
      '[]a]',
    ],
  )
  const { source } = fc.letrec<{ source: string }>(tie => ({
    source: fc.oneof(
      { depthSize: 'small' },
      {
        weight: 3,
        arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map(pieces => pieces.join('')),
      },
      fc.tuple(tie('source'), tie('source')).map(([a, b]) => a + b),
      fc.tuple(tie('source'), tie('source')).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(tie('source'), fc.constantFrom('?', '*', '+', '{2}', '{0,2}', '{1,}', '??', '+?'))
        .map(([a, quantifier]) => `(${a})${quantifier}`),
      tie('source').map(a => `(?i:${a})`),
    ),
  }))
  const text = fc.string({ unit: fc.constantFrom(...'abAkKsS.\\ cé\u212aſ'), maxLength: 12 })
  let fits = 0
  fc.assert(
    fc.property(
      source,
      fc.array(text, { minLength: 5, maxLength: 5 }),
      fc.boolean(),
      (given, texts, insensitive) => {
        const regex = compileRegex(given, new Set(insensitive ? ['i' as const] : []))
        if (typeof regex === 'string') return
        const tree = parseRegex(given)
        assert.ok(tree)
        const length_min = shortestFit(tree)
        const whole = RE2JS.compile(given, insensitive ? RE2JS.CASE_INSENSITIVE : 0)
        for (const candidate of texts) if (whole.test(candidate)) assert.ok(candidate.length >= length_min)
        const needs = regex.literals()
        for (const candidate of texts.filter(candidate => regex.test(candidate))) {
          fits++
          for (const literals of needs)
            assert.ok(
              literals.some(literal => fold(candidate).includes(literal)),
              `${literals} in ${candidate}`,
            )
        }
      },
    ),
    { numRuns: 5000 },
  )
  assert.ok(fits > 1000)
})
