import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { normalize } from '../normalize/normalize.ts'
import { planRules } from '../pipeline/correlations.ts'
import { loadRuleFiles } from '../rulebase/load-rules.ts'
import { RULE } from './rule-ids.ts'
import { SCENARIOS } from './scenarios.ts'
import { simulate } from './simulate.ts'

/** What the simulation says of its lines is held against the normaliser, the engine and the shipped rules. */
const START_MS = Date.UTC(2026, 4, 17, 8, 30)
const { set } = await loadRuleFiles([fileURLToPath(new URL('../../rules/', import.meta.url))])
/** Rules that only feed correlations: they raise no alert by themselves, and the truth is of alerts. */
const { silenced } = planRules(set)
const titles = new Map(set.rules.map(({ id, title }) => [id, title]))

function fired(line: string, time_ms: number) {
  const { event } = normalize({
    id: 'line',
    host: '',
    source: 'app.log',
    logsource: {},
    value: new TextEncoder().encode(line),
    received_ms: time_ms + 250,
  })
  const ids = set.match(event).map(({ rule }) => rule.id)
  return { event, ids: ids.filter(id => !silenced.has(id)) }
}

function check(count: number, seed: number, scenario?: string): Map<string, number> {
  const counts = new Map<string, number>()
  const lines = simulate({ seed, scenario, start_ms: START_MS, lines_per_second: 50 })
  for (let index = 0; index < count; index++) {
    const expected = lines.next().value
    const { event, ids } = fired(expected.line, expected.time_ms)
    const named = (list: readonly string[]) => list.map(id => titles.get(id) ?? id).sort()
    assert.deepEqual(named(ids), named(expected.rules), `${expected.story ?? 'noise'}: ${expected.line}`)
    assert.ok(Math.abs(event.time_ms - expected.time_ms) < 1000, `time of ${expected.line}`)
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

test('every rule that the simulation names is shipped', () => {
  for (const [name, id] of Object.entries(RULE)) assert.ok(titles.has(id), name)
})

test('on every line of the whole simulation exactly the named rules fire, and all of them come up', () => {
  const counts = check(12_000, 1)
  assert.deepEqual(new Set(counts.keys()), new Set<string>(Object.values(RULE)))
})

for (const seed of [2, 20_261_122, 2 ** 40 + 3])
  test(`on every line of seed ${seed} exactly the named rules fire`, () => {
    assert.ok(check(3000, seed).size > 10)
  })

for (const scenario of SCENARIOS)
  test(`on every line of the scenario ${scenario} exactly the named rules fire`, () => {
    assert.ok(check(2500, 11, scenario).size > 0)
  })
