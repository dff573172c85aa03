import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { folderWith } from './testing/rules-folder.ts'
import { runRules } from './testing/run.ts'

const rule = (id: string, level: string, logsource: string, tags: string, more = '') =>
  `title: Rule ${id}\nid: ${id}\nstatus: test\nlevel: ${level}\nlogsource: { ${logsource} }\ntags: [${tags}]\n${more}detection: { s: { A: b }, condition: s }\n`

describe('log-sentinel rules list', () => {
  const folder = folderWith({
    'a.yml': rule('a', 'low', 'product: linux, service: sshd', 'attack.t1110.001, attack.credential-access'),
    'b.yml': rule(
      'b',
      'critical',
      'product: windows, category: image_load',
      'attack.t1110, attack.t1059',
      'description: Finds needles\n',
    ),
    'c.yml': rule('c', 'medium', 'product: linux', 'attack.t11100').replace('Rule c', '\'=1+1, "x"\''),
    'd.yml': 'title: broken\n',
  })
  const ids = async (...args: string[]) =>
    (await runRules(['list', '--format', 'ndjson', ...args, folder])).stdout
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line).id)

  test('has the worst first, and says how many files are not listed', async () => {
    assert.deepEqual(await ids(), ['b', 'c', 'a'])
    const { stdout, stderr } = await runRules(['list', folder])
    assert.match(stdout, /^critical +b +windows\/image_load +Rule b\n/)
    assert.match(stderr, /^1 files with errors are not listed/)
  })

  test('is limited by every filter that is given', async () => {
    assert.deepEqual(await ids('--level', 'medium'), ['b', 'c'])
    assert.deepEqual(await ids('--product', 'Linux'), ['c', 'a'])
    assert.deepEqual(await ids('--product', 'linux', '--service', 'sshd'), ['a'])
    assert.deepEqual(await ids('--category', 'image_load', '--category', 'x'), ['b'])
    assert.deepEqual(await ids('--technique', 't1110'), ['b', 'a'])
    assert.deepEqual(await ids('--technique', 'T1110.001'), ['a'])
    assert.deepEqual(await ids('--tag', 'attack.credential-access'), ['a'])
    assert.deepEqual(await ids('--status', 'stable'), [])
    assert.deepEqual(await ids('--search', 'NEEDLE'), ['b'])
    assert.deepEqual(await ids('--search', 'rule', '--search', 't1059'), ['b'])
  })

  test('is written as CSV that no spreadsheet takes for a formula', async () => {
    const { stdout } = await runRules(['list', '--format', 'csv', '--level', 'medium', folder])
    const [head, , formula] = stdout.split('\n')
    assert.equal(head, 'level,id,title,kind,status,product,service,category,tags,file')
    assert.match(formula ?? '', /^medium,c,"'=1\+1, ""x""",rule,test,linux,,,attack\.t11100,/)
  })

  test('counts rules for each tactic and technique of ATT&CK', async () => {
    const { stdout } = await runRules(['list', '--coverage', '--format', 'ndjson', folder])
    const counts = new Map(
      stdout
        .trim()
        .split('\n')
        .map(line => [JSON.parse(line).name, JSON.parse(line).rules]),
    )
    assert.deepEqual(
      ['credential-access', 'impact', 'T1110', 'T1110.001', 'T1059', 'T11100'].map(name => counts.get(name)),
      [1, 0, 1, 1, 1, undefined],
    )
  })

  test('makes a layer for the ATT&CK Navigator', async () => {
    const { stdout } = await runRules(['list', '--navigator', folder])
    const layer = JSON.parse(stdout)
    assert.deepEqual([layer.versions.layer, layer.domain], ['4.5', 'enterprise-attack'])
    assert.deepEqual(
      layer.techniques.map(({ techniqueID, score }: { techniqueID: string; score?: number }) => [
        techniqueID,
        score,
      ]),
      [
        ['T1059', 1],
        ['T1110', 1],
        ['T1110.001', 1],
      ],
    )
    const below = JSON.parse((await runRules(['list', '--navigator', join(folder, 'a.yml')])).stdout)
    assert.deepEqual(below.techniques[1], { techniqueID: 'T1110', showSubtechniques: true })
    assert.equal((await runRules(['list', '--navigator', '--coverage', folder])).code, 2)
  })
})
