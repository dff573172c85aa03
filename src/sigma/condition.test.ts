import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { errorsOf, matchesOf, ruleText, warningsOf } from './testing/detect.ts'

/** Conditions (specification, "Condition"). The search `a` holds where the field `a` is 1, and so on. */

const NAMES = ['a', 'b', 'sel_1', 'sel_2', 'filter_x', '_hidden']

function detection(condition: string): string {
  return `${NAMES.map(name => `${name}:\n    ${name}: 1`).join('\n')}\ncondition: ${condition}`
}

function holds(condition: string, ...held: string[]): boolean {
  return matchesOf(ruleText(detection(condition)), Object.fromEntries(held.map(name => [name, 1]))).length > 0
}

describe('and, or, not', () => {
  const cases: [condition: string, held: string[], expected: boolean][] = [
    ['a', ['a'], true],
    ['a', ['b'], false],
    ['a and b', ['a'], false],
    ['a and b', ['a', 'b'], true],
    ['a or b', ['b'], true],
    ['not a', [], true],
    ['not not a', ['a'], true],
    ['a or b and sel_1', ['a'], true],
    ['(a or b) and sel_1', ['a'], false],
    ['not a and b', ['b'], true],
    ['not (a and b)', ['a'], true],
    ['not a or b', ['a', 'b'], true],
    ['((a))and(b)', ['a', 'b'], true],
  ]
  for (const [condition, held, expected] of cases)
    test(`'${condition}' ${expected ? 'holds' : 'does not hold'} with ${held.join(', ') || 'nothing'}`, () => {
      assert.equal(holds(condition, ...held), expected)
    })
})

describe('of', () => {
  const cases: [condition: string, held: string[], expected: boolean][] = [
    ['1 of sel_*', ['sel_2'], true],
    ['1 of sel_*', ['a'], false],
    ['all of sel_*', ['sel_1'], false],
    ['all of sel_*', ['sel_1', 'sel_2'], true],
    ['1 of them', ['filter_x'], true],
    ['any of sel_*', ['sel_2'], true],
    ['Any of them', [], false],
    ['all of them', ['a', 'b', 'sel_1', 'sel_2', 'filter_x'], true],
    ['all of them', ['a', 'b', 'sel_1', 'sel_2'], false],
    ['1 of *_x', ['filter_x'], true],
    ['1 of *l_*', ['sel_1'], true],
    ['1 of sel_1', ['sel_1'], true],
    ['a and not 1 of filter_*', ['a'], true],
    ['a and not 1 of filter_*', ['a', 'filter_x'], false],
    ['not all of sel_* and a', ['a', 'sel_1'], true],
  ]
  for (const [condition, held, expected] of cases)
    test(`'${condition}' ${expected ? 'holds' : 'does not hold'} with ${held.join(', ')}`, () => {
      assert.equal(holds(condition, ...held), expected)
    })

  test('may ask for any number', () => {
    assert.equal(holds('2 of them', 'a'), false)
    assert.equal(holds('2 of them', 'a', 'filter_x'), true)
  })

  test('words are understood in capitals', () => {
    assert.equal(holds('a AND NOT 1 OF sel_*', 'a'), true)
  })

  test('leaves out what starts with an underscore, unless it is asked for', () => {
    assert.equal(holds('1 of them', '_hidden'), false)
    assert.equal(holds('1 of *', '_hidden'), false)
    assert.equal(holds('1 of _*', '_hidden'), true)
    assert.equal(holds('_hidden', '_hidden'), true)
  })
})

test('of a list of conditions one must hold', () => {
  assert.equal(holds('\n    - a\n    - sel_1 and sel_2', 'a'), true)
  assert.equal(holds('\n    - a\n    - sel_1 and sel_2', 'sel_1'), false)
})

describe('wrong conditions', () => {
  const cases: [condition: string, reason: RegExp][] = [
    ['c', /names 'c', which does not exist/],
    ['a and', /ends where a search identifier was expected/],
    ['a b', /should have ended before 'b'/],
    ['(a', /closing '\)' is missing/],
    ['a)', /should have ended before '\)'/],
    ['1 of', /must be followed by/],
    ['0 of sel_*', /asks for nothing/],
    ['3 of sel_*', /can never hold: it names 2/],
    ['a | count() > 5', /no longer part of Sigma: write a correlation/],
    ['5', /names '5', which does not exist|must be a text/],
    ["''", /ends where/],
    ['[]', /list of conditions is empty/],
    ['{x: y}', /must be a text/],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, /nested deeper than 100/],
    [`a${' and a'.repeat(20_000)}`, /longer than/],
  ]
  for (const [condition, reason] of cases)
    test(`'${condition.slice(0, 30)}' is refused`, () => {
      assert.match(errorsOf(ruleText(detection(condition))).join('; '), reason)
    })

  test('a pattern that names nothing is refused', () => {
    assert.deepEqual(errorsOf(ruleText(detection('a or all of other_*'))), [
      "'all of other_*' names no search identifier",
    ])
  })

  test('a timeframe is refused', () => {
    assert.match(
      errorsOf(ruleText('a:\n    x: 1\ntimeframe: 5m\ncondition: a')).join(),
      /write a correlation/,
    )
  })

  test('a missing condition is refused', () => {
    assert.deepEqual(errorsOf(ruleText('a:\n    x: 1')), ["'detection' has no condition"])
  })
})

test('a search that the condition never uses is worth a warning', () => {
  assert.deepEqual(warningsOf(ruleText('a:\n    x: 1\nb:\n    x: 2\ncondition: a')), [
    "the condition never uses 'b'",
  ])
})

test('conditions hold as JavaScript says of the same expression', () => {
  const leaf = fc.constantFrom('a', 'b', 'sel_1', 'sel_2').map(name => [name, name] as const)
  const { expression } = fc.letrec<{ expression: readonly [string, string] }>(tie => ({
    expression: fc.oneof(
      { maxDepth: 5 },
      leaf,
      tie('expression').map(([sigma, js]) => [`not ${sigma}`, `!${js}`] as const),
      fc
        .tuple(tie('expression'), tie('expression'))
        .map(([x, y]) => [`(${x[0]} and ${y[0]})`, `(${x[1]} && ${y[1]})`] as const),
      fc
        .tuple(tie('expression'), tie('expression'))
        .map(([x, y]) => [`(${x[0]} or ${y[0]})`, `(${x[1]} || ${y[1]})`] as const),
    ),
  }))
  fc.assert(
    fc.property(expression, fc.subarray(['a', 'b', 'sel_1', 'sel_2']), ([sigma, js], held) => {
      const variables = ['a', 'b', 'sel_1', 'sel_2']
      const expected: unknown = new Function(...variables, `return ${js}`)(
        ...variables.map(name => held.includes(name)),
      )
      assert.equal(holds(sigma, ...held), expected)
    }),
    { numRuns: 300 },
  )
})
