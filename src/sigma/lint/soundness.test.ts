import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { EventValue, EventView } from '../event-view.ts'
import { compileRules, createPlainMatcher, type SigmaEvent, type ValueTest } from '../index.ts'
import { generatedEvent, generatedRule } from '../testing/generate.ts'
import { compileTest } from '../value-test.ts'
import { checkRules } from './check-rules.ts'
import { type Formula, isSatisfiable } from './formula.ts'
import { excludes, implies } from './relations.ts'

/** What the checks claim for certain is held against the matcher, on rules and events at random. */

describe('what is said of two tests of one field', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'A', 'K', '\u212a', '-', '/', '1', '.'),
    maxLength: 4,
  })
  const written = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'k', '-', '1', '*', '?'), maxLength: 4 })
  const line = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('A', 'A|contains', 'A|startswith', 'A|endswith'),
        fc.constantFrom('', '|cased', '|windash'),
        written,
      )
      .map(([field, more, value]) => [field + more, value] as const),
    fc.tuple(fc.constantFrom('A|gt', 'A|gte', 'A|lt', 'A|lte', 'A'), fc.constantFrom(0, 1, 11, 1.5)),
    fc.tuple(fc.constantFrom('A|re'), fc.constantFrom('a', '^1', '[ab]-')),
    fc.constantFrom(['A', null] as const, ['A|exists', true] as const, ['A|exists', false] as const),
  )

  function testOf([key, value]: readonly [string, unknown]): ValueTest {
    const detection = { s: { [key]: value }, condition: 's' }
    const { rules } = compileRules([
      { text: JSON.stringify({ title: 't', logsource: { product: 'p' }, detection }) },
    ])
    const search = rules[0]?.detection.searches.get('s')?.search
    const made = search?.kind === 'field' ? search.values[0]?.tests[0] : undefined
    assert.ok(made, key)
    return made
  }

  test('is true of every value', () => {
    const said = { implies: 0, excludes: 0 }
    fc.assert(
      fc.property(
        line,
        line,
        fc.array(fc.oneof(text, fc.constantFrom('1', '11', '0', 'a', 'b-')), { minLength: 8, maxLength: 20 }),
        (a, b, texts) => {
          const [left, right] = [testOf(a), testOf(b)]
          const is_implied = implies(left, right)
          const is_excluded = excludes(left, right)
          assert.equal(is_excluded, excludes(right, left))
          if (is_implied) said.implies++
          if (is_excluded) said.excludes++
          const view = new EventView({ logsource: {}, fields: {}, raw: '' })
          const values = [...texts, ...[a[1], b[1]].filter(value => typeof value === 'string')]
          const found = [
            ...values.map(value => ({ exists: true, values: [new EventValue(value)] })),
            { exists: false, values: [] },
            { exists: true, values: [new EventValue(null)] },
          ]
          for (const given of found) {
            const [holds_left, holds_right] = [left, right].map(
              made => compileTest(made)(given, view) !== undefined,
            )
            if (is_implied && holds_left)
              assert.ok(holds_right, `${a} implies ${b}: ${given.values[0]?.text}`)
            if (is_excluded)
              assert.ok(!(holds_left && holds_right), `${a} excludes ${b}: ${given.values[0]?.text}`)
          }
        },
      ),
      { numRuns: 2000 },
    )
    assert.ok(said.implies > 100 && said.excludes > 100, JSON.stringify(said))
  })
})

describe('what is said of a rule', () => {
  const is_plain = (value: unknown) => typeof value !== 'object' || value === null
  /** Of Windows, whose fields have one value each. */
  const windowsEvent = generatedEvent.map((event): SigmaEvent => {
    const fields = Object.entries(event.fields).filter(([, value]) => is_plain(value))
    return { ...event, fields: Object.fromEntries(fields), logsource: { product: 'windows' } }
  })
  const windowsRule = generatedRule.map(text => ({ ...JSON.parse(text), logsource: { product: 'windows' } }))

  test('is true of every event', () => {
    const said = new Map<string, number>()
    fc.assert(
      fc.property(windowsRule, fc.array(windowsEvent, { minLength: 5, maxLength: 15 }), (rule, events) => {
        const text = JSON.stringify(rule)
        const { rules } = compileRules([{ text }])
        if (rules.length === 0) return
        const plain = createPlainMatcher(rules)
        const without = (name: string) => {
          const [s, constant] = [rule.detection, { X: 'never' }]
          const texts = [constant, { 'X|neq': 'never' }].map(search =>
            JSON.stringify({ ...rule, detection: { ...s, [name]: search } }),
          )
          return texts.map(changed => createPlainMatcher(compileRules([{ text: changed }]).rules))
        }
        for (const { check, reason } of checkRules([{ text }]).findings) {
          said.set(check, (said.get(check) ?? 0) + 1)
          const matched = events.map(event => plain.match(event).length > 0)
          if (check === 'never-matches') assert.ok(!matched.includes(true), text)
          if (check === 'always-matches') assert.ok(!matched.includes(false), text)
          if (check === 'selection-without-effect') {
            const name = /'(s\d)'/.exec(reason)?.[1] ?? ''
            const same = without(name).map(matcher =>
              events.every((event, at) => matcher.match(event).length > 0 === matched[at]),
            )
            assert.ok(same.includes(true), `${name} of ${text}`)
          }
        }
      }),
      { numRuns: 2000 },
    )
    for (const check of ['never-matches', 'always-matches', 'selection-without-effect'])
      assert.ok((said.get(check) ?? 0) > 0, `${check}: ${JSON.stringify([...said])}`)
  })
})

describe('a formula', () => {
  const ATOMS = 4
  const { formula } = fc.letrec<{ formula: Formula }>(tie => ({
    formula: fc.oneof(
      { maxDepth: 4 },
      fc.record({ kind: fc.constant('atom' as const), atom: fc.nat(ATOMS - 1) }),
      fc.record({ kind: fc.constant('not' as const), of: tie('formula') }),
      fc.record({
        kind: fc.constant('at_least' as const),
        count: fc.nat(3),
        of: fc.array(tie('formula'), { maxLength: 3 }),
      }),
    ),
  }))

  function holds(given: Formula, values: readonly boolean[]): boolean {
    if (given.kind === 'atom') return values[given.atom] ?? false
    if (given.kind === 'not') return !holds(given.of, values)
    return given.of.filter(of => holds(of, values)).length >= given.count
  }

  test('can hold exactly where one of all ways to choose its atoms makes it hold', () => {
    const nothing = Array.from({ length: ATOMS }, () => ({ implied: [], excluded: [], needing: [] }))
    const ways = Array.from({ length: 2 ** ATOMS }, (_, bits) =>
      nothing.map((_, atom) => ((bits >> atom) & 1) === 1),
    )
    fc.assert(
      fc.property(formula, given => {
        assert.equal(
          isSatisfiable(given, nothing),
          ways.some(values => holds(given, values)),
        )
      }),
      { numRuns: 3000 },
    )
  })

  test('is given up where it takes too long', () => {
    const pair = (a: number, b: number): Formula => ({
      kind: 'at_least',
      count: 1,
      of: [
        { kind: 'atom', atom: a },
        { kind: 'atom', atom: b },
      ],
    })
    const exclusive = Array.from({ length: 30 }, (_, atom) => ({
      implied: [],
      excluded: Array.from({ length: 30 }, (_, other) => other).filter(other => other !== atom),
      needing: [],
    }))
    const given: Formula = { kind: 'at_least', count: 3, of: [pair(0, 1), pair(2, 3), pair(4, 5)] }
    assert.equal(isSatisfiable(given, exclusive), false)
    assert.equal(isSatisfiable(given, exclusive, { steps_left: 1 }), undefined)
  })
})
