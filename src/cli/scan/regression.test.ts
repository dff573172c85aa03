import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { needs, sharedPath, sharedTexts } from '../../normalize/testing/shared-data.ts'
import { runScan } from './testing/run-scan.ts'

const CASES = 'sigma-regression/regression.ndjson'
const ARCHIVE = 'sigma-rules/sigma-rules.tar.gz'

test(
  "every event that fires a rule in the rules' own tests fires it in a scan",
  needs(CASES, ARCHIVE),
  async context => {
    const folder = temporaryFolder(context)
    execFileSync('tar', ['-xzf', sharedPath(ARCHIVE), '-C', folder])
    const cases = sharedTexts(CASES).map(text => JSON.parse(text))
    writeFileSync(
      join(folder, 'events.ndjson'),
      cases.map(({ event }) => `${JSON.stringify(event)}\n`).join(''),
    )
    const rules = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].flatMap(name => [
      '--rules',
      join(folder, name),
    ])
    const { code, stdout } = await runScan([...rules, '--format', 'ndjson', join(folder, 'events.ndjson')])
    assert.equal(code, 0)
    const fired = new Set(
      stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
        .map(({ rule_id, line }) => `${rule_id} ${line}`),
    )
    const must = cases.flatMap(({ must_fire, rule_id, rule_title }, index) =>
      must_fire ? [{ rule_title, is_fired: fired.has(`${rule_id} ${index + 1}`) }] : [],
    )
    assert.ok(must.length >= 101)
    assert.deepEqual(
      must.filter(({ is_fired }) => !is_fired),
      [],
    )
  },
)
