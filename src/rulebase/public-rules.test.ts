import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { DetectionRule, Search, ValueTest } from '../sigma/index.ts'
import { type LoadedRules, loadRuleFiles } from './load-rules.ts'

/** The public rules of SigmaHQ, and the events that SigmaHQ says they must match. */

const archive = fileURLToPath(new URL('../../../shared/data/sigma-rules/sigma-rules.tar.gz', import.meta.url))
const regression = fileURLToPath(
  new URL('../../../shared/data/sigma-regression/regression.ndjson', import.meta.url),
)

const PLACEHOLDER = /the placeholder %(.+)% has no value/

const attributes = z.looseObject({ '#attributes': z.record(z.string(), z.unknown()).optional() })
const caseSchema = z.object({
  rule_id: z.string(),
  rule_title: z.string(),
  must_fire: z.boolean(),
  event: z.object({
    Event: z.looseObject({
      System: z.record(z.string(), z.unknown()),
      EventData: z.record(z.string(), z.unknown()).nullish(),
      UserData: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
    }),
  }),
})

/** The fields of an event as evtx_dump writes it: attributes with their tag, data by name, blanks removed. */
function fieldsOf({ event: { Event } }: z.output<typeof caseSchema>): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [tag, value] of Object.entries(Event.System)) {
    const parsed = attributes.safeParse(value)
    if (!parsed.success) fields[tag] = value
    else {
      const { '#attributes': given = {}, '#text': text } = parsed.data
      for (const [name, attribute] of Object.entries(given)) fields[`${tag}_${name}`] = attribute
      if (text !== undefined) fields[tag] = text
    }
  }
  for (const data of [Event.EventData ?? {}, ...Object.values(Event.UserData ?? {})])
    for (const [name, value] of Object.entries(data)) fields[name.replaceAll(' ', '')] = value
  return fields
}

type Regex = Extract<ValueTest, { kind: 'regex' }>['regex']

function regexesOf({ detection }: DetectionRule): Regex[] {
  return [...detection.searches.values()].flatMap(({ search }) => regexesIn(search))
}

function regexesIn(search: Search): Regex[] {
  if (search.kind !== 'field') return search.of.flatMap(regexesIn)
  return search.values.flatMap(({ tests }) =>
    tests.flatMap(test => (test.kind === 'regex' ? [test.regex] : [])),
  )
}

const missing = [archive, regression].find(path => !existsSync(path))

describe('the public rules', {
  skip: missing ? 'the public rules and their events are not at hand' : false,
}, () => {
  let folder = ''
  let loaded: LoadedRules
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'log-sentinel-public-rules-'))
    execFileSync('tar', ['-xzf', archive, '-C', folder])
    loaded = await loadRuleFiles([folder])
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('are all loaded, but for those that name a placeholder without a value', () => {
    assert.equal(loaded.set.rules.length, 3755)
    assert.equal(loaded.set.broken, 25)
    assert.deepEqual(
      loaded.problems.filter(({ reason }) => !PLACEHOLDER.test(reason)),
      [],
    )
    assert.equal(new Set(loaded.problems.map(({ file }) => file)).size, 25)
  })

  test('are all loaded when every placeholder has a value', async () => {
    const files = [...new Set(loaded.problems.map(({ file }) => file))]
    const texts = files.map(file => readFileSync(file, 'utf8'))
    const names = texts.flatMap(text => [...text.matchAll(/%([\w-]+)%/g)].map(([, name = '']) => name))
    const placeholders = Object.fromEntries(names.map(name => [name, ['x']]))
    const again = await loadRuleFiles(files, { placeholders })
    assert.deepEqual([again.loaded, again.problems], [25, []])
  })

  test('are not held up by any text', { timeout: 120_000 }, () => {
    const regexes = new Map(
      loaded.set.rules.flatMap(regexesOf).map(regex => [regex.source + regex.flags, regex]),
    )
    assert.ok(regexes.size > 140)
    const pieces = [
      'a',
      '\\',
      '%a',
      '.a',
      ' ',
      '^a',
      '"+"',
      '`a',
      '{1}',
      'powershell -enc ',
      'a@a.',
      '/.a-i ',
    ]
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(65_536 / piece.length))
      for (const regex of regexes.values()) assert.equal(typeof regex.test(text), 'boolean')
    }
  })

  test('match every event that they must match', () => {
    const lines = readFileSync(regression, 'utf8').trim().split('\n')
    const cases = lines.map(line => caseSchema.parse(JSON.parse(line)))
    const due = cases.filter(({ must_fire }) => must_fire)
    const silent = due.filter(({ event, ...rest }) => {
      const fields = fieldsOf({ event, ...rest })
      const matches = loaded.set.match({
        logsource: { product: 'windows' },
        fields,
        raw: JSON.stringify(event),
      })
      return !matches.some(({ rule }) => rule.id === rest.rule_id)
    })
    assert.ok(due.length >= 101)
    assert.deepEqual(
      silent.map(({ rule_title }) => rule_title),
      [],
    )
  })
})
