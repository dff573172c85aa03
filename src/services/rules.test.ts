import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { temporaryFolder } from '../../test/helpers/temporary.ts'
import { systemClock } from '../runtime/clock.ts'
import { loadConfig } from '../runtime/load-config.ts'
import { createLogger } from '../runtime/logging.ts'
import { createContext } from './context.ts'
import { createRules } from './rules.ts'

const recordOf = (line: string) => ({
  id: 'record-1',
  host: '',
  source: '',
  logsource: { product: 'test' },
  value: Buffer.from(line),
  received_ms: 0,
})

const ruleOf = (title: string, pattern: string) =>
  `title: ${title}\nlogsource: { product: test }\ndetection: { a: { 'X|re': '${pattern}' }, condition: a }\n`

test('a rule that can not be decided on an event is told of once in the log, and in the status and the metrics', async context => {
  const folder = temporaryFolder(context)
  const rules_folder = join(folder, 'rules')
  mkdirSync(rules_folder)
  writeFileSync(join(rules_folder, 'hard.yml'), ruleOf('Hard', '^(?=(?:a|a)+c)a'))
  writeFileSync(join(rules_folder, 'easy.yml'), ruleOf('Easy', 'aa'))
  writeFileSync(join(rules_folder, 'broken.yml'), 'title: Broken\n')
  const config = loadConfig({
    file: null,
    environment: {},
    flags: new Map([
      ['data_dir', [folder]],
      ['rules', [rules_folder]],
    ]),
  })
  const output = new PassThrough()
  const services = createContext(config, systemClock, createLogger(config, output))
  const rules = await createRules(services)
  const matched = (line: string) =>
    rules
      .current()
      .match(recordOf(line))
      .matches.map(({ rule }) => rule.title)
  const metric = async (name: string) =>
    (await services.registry.getSingleMetric(name)?.get())?.values[0]?.value

  assert.equal(await metric('sentinel_rules_table_bytes'), 0)
  assert.deepEqual(matched('{"X":"aaac"}'), ['Easy', 'Hard'])
  assert.ok(Number(await metric('sentinel_rules_table_bytes')) > 0)
  assert.equal(await metric('sentinel_rules_quarantined'), 0)
  for (let time = 0; time < 3; time++) assert.deepEqual(matched(`{"X":"${'a'.repeat(1000)}bc"}`), ['Easy'])
  assert.deepEqual(matched('{"X":"aaac"}'), ['Easy'])

  const { loaded, problems } = rules.status()
  assert.equal(loaded, 2)
  assert.deepEqual(
    problems.map(({ file, line }) => [file, line]),
    [
      [join(rules_folder, 'hard.yml'), 1],
      [join(rules_folder, 'broken.yml'), 1],
    ],
  )
  assert.match(problems[0]?.reason ?? '', /^quarantined: a regular expression of 'Hard'/)
  const names = ['loaded', 'left_out', 'quarantined', 'undecided_total']
  assert.deepEqual(await Promise.all(names.map(name => metric(`sentinel_rules_${name}`))), [2, 1, 1, 1])
  output.end()
  const lines = (await text(output)).trim().split('\n')
  assert.equal(lines.filter(line => line.includes('rule quarantined') && line.includes('record-1')).length, 1)
})
