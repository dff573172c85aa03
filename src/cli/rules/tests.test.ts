import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderWith } from './testing/rules-folder.ts'
import { runRules } from './testing/run.ts'

const SHARED = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))
const ARCHIVE = `${SHARED}sigma-rules/sigma-rules.tar.gz`
const CASES = `${SHARED}sigma-regression/regression.ndjson`

const rule = (id: string, detection: string) =>
  `title: Rule ${id}\nid: ${id}\nlogsource: { product: test }\ndetection: ${detection}\n`

describe('log-sentinel rules test', () => {
  const folder = folderWith({
    'a.yml': rule('a', '{ s: { User: x }, f: { Host: y }, condition: s and not f }'),
    'a.test.yml': `logsource: { product: test }
match:
    - fields: { User: x }
    - fields: { User: z }
    - fields: { User: x, Host: y }
    - line: '{"User":"x"}'
      logsource: { product: other }
no_match: [{ fields: { User: x, Host: z } }]
`,
    'b.yml': rule('b', '{ s: { User|oops: x }, condition: s }'),
    'b.test.yml': 'match: [x]\n',
    'c.yml': rule('c', '{ s: { User: x }, condition: s }'),
    'c.test.yml': 'match: 1\n',
    'd.yml': rule('d', '{ s: { User: x }, condition: s }'),
  })

  test('says of each failure which part of the condition it hung on, and goes on', async () => {
    const { code, stdout, stderr } = await runRules(['test', folder])
    assert.equal(code, 1)
    assert.match(
      stdout,
      /a\.test\.yml: match\[1\]: not matched.*\n {4}✗ s: User x: the event has 'z'\n {4}event/,
    )
    assert.match(stdout, /a\.test\.yml: match\[2\]: not matched.*\n {4}✓ f: Host y: the event has 'y'\n/)
    assert.match(stdout, /a\.test\.yml: match\[3\]: .*\n {4}✗ logsource: the rule is only for product test\n/)
    assert.match(stdout, /a\.test\.yml: no_match\[0\]: matched by User x\n {4}✓ s: User x.*\n {4}✗ f: Host y/)
    assert.match(stdout, /b\.test\.yml: the rule is left out: unknown modifier 'oops'/)
    assert.match(stdout, /c\.test\.yml match: /)
    assert.doesNotMatch(stdout, /match\[0\]: not/)
    assert.match(
      stderr,
      /^3 rules, 1 left out, 5 events and sequences, 6 failures, 1 rules without events\n$/,
    )
  })

  describe('with --cases', () => {
    const line = (fields: Record<string, unknown>, more: Record<string, unknown>) =>
      JSON.stringify({ rule_id: 'd', event: { product: 'test', ...fields }, ...more })
    const run = async (...lines: string[]) => {
      const cases = folderWith({ 'cases.ndjson': `${lines.join('\n')}\n` })
      return await runRules(['test', '--cases', join(cases, 'cases.ndjson'), join(folder, 'd.yml')])
    }

    test('passes where all events match that must, and enough of all', async () => {
      const { code, stderr } = await run(
        line({ User: 'x' }, { test: 'one' }),
        line({ User: 'z' }, { test: 'one', must_fire: false }),
        '',
        line({ User: 'x' }, { test: 'two', match_count: null }),
      )
      assert.equal(code, 0)
      assert.match(stderr, /^1 rules, 0 left out, 2 cases, 3 events and sequences, 0 failures/)
    })

    test('fails with the line where one does not, too few do or the rule is not there', async () => {
      const { code, stdout } = await run(
        line({ User: 'z' }, { test: 'one' }),
        line({ User: 'x' }, { test: 'two', match_count: 2, must_fire: false }),
        line({ User: 'z' }, { test: 'two', match_count: 2, must_fire: false }),
        line({}, { rule_id: 'nobody' }),
      )
      assert.equal(code, 1)
      assert.match(stdout, /cases\.ndjson:1: one: not matched.*\n {4}✗ s: User x/)
      assert.match(stdout, /cases\.ndjson:3: two: not matched.*\(1 of at least 2 matched\)/)
      assert.match(stdout, /cases\.ndjson:4: nobody: the rule nobody is not loaded/)
    })

    test('refuses a line that is no case, with its place', async () => {
      for (const wrong of ['{', '{"rule_id":"d"}', '[]']) {
        const { code, stderr } = await run(line({ User: 'x' }, {}), wrong)
        assert.equal(code, 1)
        assert.match(stderr, /cases\.ndjson:2\n/)
      }
    })
  })

  test('finds that all public rules match what they must', {
    skip: [ARCHIVE, CASES].every(path => existsSync(path))
      ? false
      : 'the public rules and their events are not at hand',
  }, async () => {
    const rules = folderWith({})
    execFileSync('tar', ['-xzf', ARCHIVE, '-C', rules])
    const { code, stdout, stderr } = await runRules(['test', '--cases', CASES, rules])
    assert.equal(stdout, '')
    assert.match(stderr, /^3755 rules, \d+ left out, 101 cases, 115 events and sequences, 0 failures/)
    assert.equal(code, 0)
  })
})
