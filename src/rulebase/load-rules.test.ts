import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../../test/helpers/temporary.ts'
import { isSentinelError } from '../errors.ts'
import { loadRuleFiles } from './load-rules.ts'
import { ruleText } from './testing/rule-text.ts'

describe('rule files', () => {
  test('are found in folders and below, in order; other files, hidden ones and tests of rules are not taken', async context => {
    const folder = temporaryFolder(context)
    mkdirSync(join(folder, 'b', '.git'), { recursive: true })
    const files = {
      'z.yml': 'z',
      'a.yaml': 'a',
      'b/c.YML': 'c',
      'b/.git/d.yml': 'd',
      '.e.yml': 'e',
      'readme.md': 'f',
    }
    for (const [name, id] of Object.entries(files)) writeFileSync(join(folder, name), ruleText(id))
    writeFileSync(join(folder, 'z.test.yml'), 'match: [x]')
    const { set, loaded, problems } = await loadRuleFiles([folder])
    assert.deepEqual(
      set.rules.map(({ id }) => id),
      ['a', 'c', 'z'],
    )
    assert.equal(loaded, 3)
    assert.deepEqual(problems, [])
  })

  test('can be named one by one, whatever their name is', async context => {
    const file = join(temporaryFolder(context), 'rule.txt')
    writeFileSync(file, ruleText('a'))
    assert.equal((await loadRuleFiles([file])).loaded, 1)
  })

  test('may be in UTF-16, if they say so', async context => {
    const folder = temporaryFolder(context)
    const marked = Buffer.from(`\ufeff${ruleText('a')}`, 'utf16le')
    writeFileSync(join(folder, 'a.yml'), marked)
    writeFileSync(join(folder, 'b.yml'), Buffer.from(`\ufeff${ruleText('b')}`, 'utf16le').swap16())
    const { loaded, problems } = await loadRuleFiles([folder])
    assert.deepEqual(problems, [])
    assert.equal(loaded, 2)
  })

  test('that are reached on several ways are read once; links that go round in circles end', async context => {
    const folder = temporaryFolder(context)
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'sub', 'a.yml'), ruleText('a'))
    symlinkSync(folder, join(folder, 'sub', 'loop'))
    symlinkSync(join(folder, 'sub', 'a.yml'), join(folder, 'link.yml'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken-link'))
    const { set, problems } = await loadRuleFiles([folder, join(folder, 'sub'), join(folder, 'sub', 'a.yml')])
    assert.equal(set.rules.length, 1)
    assert.deepEqual(problems, [])
  })

  test('a path that is not there is an error', async context => {
    const missing = join(temporaryFolder(context), 'missing')
    await assert.rejects(loadRuleFiles([missing]), error => isSentinelError(error, 'FILE_UNREADABLE'))
  })

  test('what is broken is reported with file, line and reason, and the rest is loaded', async context => {
    const folder = temporaryFolder(context)
    writeFileSync(join(folder, 'a.yml'), `${ruleText('a')}---\ntitle: [\n---\n${ruleText('b')}`)
    writeFileSync(join(folder, 'c.yml'), ruleText('c').replace('X:', 'X|foo:'))
    writeFileSync(join(folder, 'd.yml'), ruleText('a'))
    const { set, problems } = await loadRuleFiles([folder])
    assert.deepEqual(
      set.rules.map(({ id }) => id),
      ['a', 'b'],
    )
    assert.deepEqual(
      problems.map(({ file, line, reason }) => [
        file.slice(folder.length + 1),
        line,
        reason.replace(folder, ''),
      ]),
      [
        ['a.yml', 6, 'no valid YAML: deficient indentation'],
        ['c.yml', 4, "unknown modifier 'foo'"],
        ['d.yml', 1, "the id a is taken by 'Rule a' in /a.yml, line 1"],
      ],
    )
  })

  test('that can not be read or are too large are reported', async context => {
    const folder = temporaryFolder(context)
    writeFileSync(join(folder, 'good.yml'), ruleText('good'))
    writeFileSync(join(folder, 'large.yml'), '')
    truncateSync(join(folder, 'large.yml'), 17 * 1024 * 1024)
    writeFileSync(join(folder, 'secret.yml'), ruleText('secret'))
    chmodSync(join(folder, 'secret.yml'), 0)
    symlinkSync(join(folder, 'nowhere.yml'), join(folder, 'gone.yml'))
    const { problems, loaded } = await loadRuleFiles([folder])
    const reasons = new Map(problems.map(({ file, reason }) => [file.slice(folder.length + 1), reason]))
    assert.match(reasons.get('large.yml') ?? '', /too large/)
    assert.match(reasons.get('gone.yml') ?? '', /ENOENT/)
    // The superuser may read everything.
    if (process.getuid?.() === 0) assert.equal(loaded, 2)
    else assert.match(reasons.get('secret.yml') ?? '', /EACCES/)
  })
})
