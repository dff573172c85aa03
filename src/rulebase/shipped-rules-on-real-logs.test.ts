import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { normalize } from '../normalize/normalize.ts'
import { planRules } from '../pipeline/correlations.ts'
import { loadRuleFiles } from './load-rules.ts'

/** The shipped rules on logs of real machines: an analyst must not drown in alerts that mean nothing. */
const LOGS = new URL('../../../shared/data/logs/', import.meta.url)
const skip = existsSync(LOGS) ? false : 'the collection of real logs is not here'

const { set } = await loadRuleFiles([fileURLToPath(new URL('../../rules/', import.meta.url))])
/** Rules that only feed correlations. */
const { silenced } = planRules(set)

/** How often each rule raises an alert on the lines of a file, by title. */
function countsOn(path: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const line of readFileSync(new URL(path, LOGS), 'latin1').split('\n')) {
    const value = Buffer.from(line, 'latin1')
    const received_ms = Date.UTC(2026, 10, 22)
    const { event } = normalize({ id: line, host: '', source: path, logsource: {}, value, received_ms })
    for (const { rule } of set.match(event))
      if (!silenced.has(rule.id)) counts[rule.title] = (counts[rule.title] ?? 0) + 1
  }
  return counts
}

describe('logs of ordinary work raise no alert', { skip }, () => {
  for (const path of [
    'elastic-examples/access-apache-combined.log',
    'loghub/Apache.log',
    'loghub/Linux.log',
    'loghub/Mac.log',
    'loghub/OpenStack.log',
    'loghub/Thunderbird.log',
    'loghub/Windows.log',
    'loghub/Zookeeper.log',
  ])
    test(path, () => assert.deepEqual(countsOn(path), {}))
})

describe('a machine whose SSH port is open to the world', { skip }, () => {
  // The numbers are those of the lines that sshd and sudo write for each, counted by hand.
  test('hours of guessing raise one alert for each guess', () => {
    assert.deepEqual(countsOn('loghub/OpenSSH.log'), {
      'SSH Login Attempt for an Unknown Account': 88 + 110,
      'SSH Password for Root Refused': 92,
      'SSH Password Refused': 12,
      'SSH Connection Cut After Too Many Attempts': 2,
    })
  })

  test('days on a cloud machine, with root shells of its administrator', () => {
    assert.deepEqual(countsOn('elastic-examples/auth.log'), {
      'SSH Login Attempt for an Unknown Account': 88 + 12,
      'SSH Password Refused': 5,
      'SSH Connection Cut After Too Many Attempts': 59,
      'Root Shell Opened Through Sudo': 6,
    })
  })
})

test('a scan of a Tomcat server is seen for what it tries', { skip }, () => {
  assert.deepEqual(countsOn('web-attack/tomcat-webshell-access.log'), {
    'Cross-Site Scripting in a Web Request': 62,
    'Path Traversal in a Web Request': 88,
    'Web Request for a Sensitive File': 6,
  })
})
