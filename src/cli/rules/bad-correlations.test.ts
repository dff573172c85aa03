import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runScan } from '../scan/testing/run-scan.ts'
import { folderWith } from './testing/rules-folder.ts'
import { runRules } from './testing/run.ts'

/** What the author of a correlation with a mistake in it is told: where, what was found, what was expected. */

const ID = '5c1e3b0a-77d1-4c7e-9a43-0d5f1a3f6a1'
const head = (n: number, name: string) =>
  `title: ${name}\nid: ${ID}${n}\nname: ${name}\nstatus: test\nlevel: low\n`
const BASE = `${head(0, 'base')}logsource: { product: windows, service: security }\ndetection: { a: { EventID: 4625 }, condition: a }\n`
const correlation = (n: number, name: string, changes: Readonly<Record<string, string>>) => {
  const parts = {
    type: 'event_count',
    rules: '[base]',
    'group-by': '[User]',
    timespan: '5m',
    condition: '{ gte: 3 }',
    ...changes,
  }
  const lines = Object.entries(parts).map(([key, value]) => `    ${key}: ${value}\n`)
  return `---\n${head(n, name)}correlation:\n${lines.join('')}`
}
const lineOf = { document: 9, rules: 16, timespan: 18, condition: 19 } as const

const folder = folderWith({})

/** What `rules check` finds, by line, and that it ends with 1. */
async function errorsIn(text: string): Promise<[line: number, check: string, reason: string][]> {
  const file = join(folder, 'rules.yml')
  writeFileSync(file, text)
  const { code, stdout } = await runRules(['check', '--format', 'ndjson', file])
  assert.equal(code, 1)
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .filter(({ severity }) => severity === 'error')
    .map(({ line, check, reason }) => [line, check, reason])
}

const wrong = (changes: Readonly<Record<string, string>>) => errorsIn(BASE + correlation(1, 'wrong', changes))

describe('the author of a correlation is told of', () => {
  test('a rule that is not there, by the name that was written', async () => {
    assert.deepEqual(await wrong({ rules: '[base, bsae]' }), [
      [
        lineOf.document,
        'unknown-reference',
        "the correlation refers to the rule 'bsae', which is not loaded: give the id or the name of one that is",
      ],
    ])
  })

  test('a correlation that is left out itself', async () => {
    const found = await errorsIn(
      BASE + correlation(1, 'inner', { rules: '[gone]' }) + correlation(2, 'outer', { rules: '[inner]' }),
    )
    assert.deepEqual(
      found.map(([, , reason]) => reason.split(':')[0]),
      [
        "the correlation refers to the rule 'gone', which is not loaded",
        "the correlation refers to 'inner', which is left out",
      ],
    )
  })

  test('a cycle, with the way around, and of what is built on one', async () => {
    const found = await errorsIn(
      BASE +
        correlation(1, 'a', { rules: '[base, b]' }) +
        correlation(2, 'b', { rules: '[c]' }) +
        correlation(3, 'c', { rules: '[a, base]' }) +
        correlation(4, 'above', { rules: '[b]' }) +
        correlation(5, 'self', { rules: '[base, self]' }),
    )
    assert.deepEqual(
      found.map(([, check, reason]) => [check, reason]),
      [
        "the correlation refers to itself (b -> c -> a): take one of these out of 'rules'",
        "the correlation refers to itself (c -> a -> b): take one of these out of 'rules'",
        "the correlation refers to itself (a -> b -> c): take one of these out of 'rules'",
        "the correlation refers to 'b', which leads to one that refers to itself: mend that one first",
        "the correlation refers to itself (self): take one of these out of 'rules'",
      ].map(reason => ['invalid-correlation', reason]),
    )
  })

  test('a rule that is named twice', async () => {
    assert.deepEqual(await wrong({ rules: `[base, ${ID}0]` }), [
      [
        lineOf.document,
        'invalid-correlation',
        `the correlation names one rule twice, the second time as '${ID}0': name each once`,
      ],
    ])
  })

  const form = 'write a whole number and s, m, h or d, such as 90m'
  const timespans: [written: string, reason: string][] = [
    ['-5m', "is '-5m': it must be longer than nothing, such as 90m"],
    ['0s', "is '0s': it must be longer than nothing, such as 90m"],
    ['9999999999d', "is '9999999999d': at most 366d can be watched"],
    [`${'9'.repeat(400)}d`, `is '${'9'.repeat(400)}d': at most 366d can be watched`],
    ['367d', "is '367d': at most 366d can be watched"],
    ['5 minutes', `is '5 minutes': ${form}`],
    ['5x', `is '5x': ${form}`],
    ['5M', `is '5M': ${form}`],
    ['1.5h', `is '1.5h': ${form}`],
    ['5', `is '5': ${form}`],
    ['.inf', `is '.inf': ${form}`],
    ['[5m]', `is a list or a map: ${form}`],
  ]
  for (const [written, reason] of timespans)
    test(`a timespan of ${written.slice(0, 20)}`, async () => {
      assert.deepEqual(await wrong({ timespan: written }), [
        [lineOf.timespan, 'invalid-correlation', `the timespan ${reason}`],
      ])
    })

  test('a sum over several fields, of which only one could be added up', async () => {
    const condition = '{ gte: 3, field: [sent, received] }'
    assert.deepEqual(await wrong({ type: 'value_sum', condition }), [
      [
        lineOf.condition,
        'invalid-correlation',
        'a correlation of type value_sum calculates with the numbers of one field, and this one names 2',
      ],
    ])
  })

  test('more rules in an order than can be told apart', async () => {
    const rules = `[${Array.from({ length: 11 }, (_, n) => `r${n}`).join(', ')}]`
    assert.deepEqual(await wrong({ type: 'temporal_ordered', rules }), [
      [
        lineOf.rules,
        'invalid-correlation',
        'the correlation has 11 rules in an order: at most 10 can be told apart',
      ],
    ])
  })
})

test('a scan leaves such a correlation out, says so, and goes on with the others', async () => {
  const file = join(folder, 'rules.yml')
  writeFileSync(
    file,
    BASE +
      correlation(1, 'wrong', { rules: '[gone]' }) +
      correlation(2, 'sound', { condition: '{ gte: 2 }' }),
  )
  const log = join(folder, 'log.ndjson')
  const event = (second: number) =>
    JSON.stringify({
      '@timestamp': `2026-01-01T00:00:0${second}Z`,
      Channel: 'Security',
      EventID: 4625,
      User: 'anna',
    })
  writeFileSync(log, `${event(1)}\n${event(2)}\n`)
  const { code, stdout, stderr } = await runScan(['--rules', file, '--format', 'ndjson', log])
  assert.equal(code, 0)
  assert.match(stderr, /rules\.yml:9: rule left out: the correlation refers to the rule 'gone'/)
  const results = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.deepEqual(
    results.map(({ rule_id, count }) => [rule_id, count]),
    [[`${ID}2`, 2]],
  )
})
