import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { normalize } from '../normalize/normalize.ts'
import { planRules } from '../pipeline/correlations.ts'
import { parseSequenceTests, runSequenceTests } from '../pipeline/sequence-tests.ts'
import { loadRuleFiles } from './load-rules.ts'
import { isRuleTestFile } from './rule-test-file.ts'
import { parseRuleTests, type RuleTestEvent, ruleTestFileOf, runRuleTests } from './rule-tests.ts'

/** The rules that come with the product: each is sound by itself and does what the events beside it say. */
const FOLDER = fileURLToPath(new URL('../../rules/', import.meta.url))
const ATTACK = new URL('../../../shared/data/attack/attack-enterprise.json', import.meta.url)

const { set, problems } = await loadRuleFiles([FOLDER])
const shipped = [...set.rules, ...set.correlations]
const nameOf = (file: string | undefined) => relative(FOLDER, file ?? '').replaceAll('\\', '/')

function toEvent(input: RuleTestEvent['input'], logsource: RuleTestEvent['hints']) {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const value = new TextEncoder().encode(text)
  const received_ms = Date.UTC(2026, 10, 22, 12)
  return normalize({ id: 'event', host: '', source: 'test', logsource, value, received_ms }).event
}

test('all shipped rules load, without so much as a warning', () => {
  assert.deepEqual(problems, [])
  assert.deepEqual(set.findings, [])
  assert.ok(set.rules.length >= 30, `${set.rules.length} rules`)
})

test('no two rules share an id or a title, and every id is a random UUID', () => {
  const count = shipped.length
  assert.equal(new Set(shipped.map(({ id }) => id)).size, count)
  assert.equal(new Set(shipped.map(({ title }) => title)).size, count)
  for (const { id, file } of shipped)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, nameOf(file))
})

test('every rule says what it is about, by whom, and what else it may be', () => {
  for (const rule of shipped) {
    const name = nameOf(rule.file)
    assert.match(name, /(^|\/)[a-z0-9_]{10,70}\.yml$/)
    assert.equal(rule.author, 'Log Sentinel', name)
    assert.match(rule.date ?? '', /^\d{4}-\d\d-\d\d$/, name)
    assert.ok(rule.status !== null && rule.description !== null, name)
    assert.ok(rule.falsepositives.length > 0, name)
  }
})

test('every rule has its test file, and every test file its rule', () => {
  const tests = globSync('**/*.yml', { cwd: FOLDER }).filter(isRuleTestFile)
  const expected = shipped.map(({ file }) => ruleTestFileOf(nameOf(file)))
  assert.deepEqual(tests.map(file => file.replaceAll('\\', '/')).sort(), expected.sort())
})

describe('each rule matches what it must and nothing that it must not', () => {
  for (const rule of set.rules) {
    test(nameOf(rule.file), () => {
      const file = ruleTestFileOf(rule.file ?? '')
      const tests = parseRuleTests(readFileSync(file, 'utf8'), file)
      assert.ok(tests.no_match.length > 0, 'there is an event that it must not match')
      assert.deepEqual(runRuleTests(rule, tests, toEvent), [])
    })
  }
})

describe('each correlation holds for the sequences that it must and for none that it must not', () => {
  const correlations = planRules(set)
  for (const { id, file: rule_file = '' } of set.correlations) {
    test(nameOf(rule_file), () => {
      const file = ruleTestFileOf(rule_file)
      const tests = parseSequenceTests(readFileSync(file, 'utf8'), file)
      assert.ok(tests.no_fire.length > 0, 'there is a sequence that it must not hold for')
      assert.deepEqual(runSequenceTests(id, tests, { rules: set.rules, correlations }, toEvent), [])
    })
  }
})

const attackSchema = z.object({
  tactics: z.array(z.object({ shortname: z.string(), state: z.string().optional() })),
  techniques: z.array(
    z.object({ id: z.string(), state: z.string(), tactics_v19: z.array(z.string()).optional() }),
  ),
})

test('every tag is a tactic or a technique of ATT&CK as it is today, and they belong together', {
  skip: existsSync(ATTACK) ? false : 'the ATT&CK data is not here',
}, () => {
  const attack = attackSchema.parse(JSON.parse(readFileSync(ATTACK, 'utf8')))
  const tactics = new Set(attack.tactics.filter(({ state }) => !state).map(({ shortname }) => shortname))
  const techniques = new Map(
    attack.techniques.filter(({ state }) => state === 'active').map(({ id, ...rest }) => [id, rest]),
  )
  for (const { file, tags } of shipped) {
    const named = tags.map(tag => tag.replace(/^attack\./, ''))
    const own_tactics = named.filter(tag => !/^t\d/.test(tag))
    const served = new Set<string>()
    for (const tag of own_tactics) assert.ok(tactics.has(tag), `${nameOf(file)}: ${tag}`)
    for (const tag of named.filter(tag => /^t\d/.test(tag))) {
      const serves = techniques.get(tag.toUpperCase())?.tactics_v19
      assert.ok(serves, `${nameOf(file)}: ${tag}`)
      assert.ok(
        serves.some(tactic => own_tactics.includes(tactic)),
        `${nameOf(file)}: no tactic of ${tag}`,
      )
      for (const tactic of serves) served.add(tactic)
    }
    for (const tag of own_tactics) assert.ok(served.has(tag), `${nameOf(file)}: no technique of ${tag}`)
  }
})
