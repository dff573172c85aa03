import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { folderWith } from './testing/rules-folder.ts'
import { runRules } from './testing/run.ts'

const rule = (id: string, detection: string) =>
  `title: "Rule \\e[2J"\nid: ${id}\nstatus: test\nlevel: low\nlogsource: { product: windows, category: process_creation }\ndetection: ${detection}\n`
const ID = '5c1e3b0a-77d1-4c7e-9a43-0d5f1a3f6a1'

describe('log-sentinel rules check', () => {
  const folder = folderWith({
    'sound.yml': rule(`${ID}0`, '{ a: { Image: x }, condition: a }'),
    'broken.yml': rule(`${ID}1`, '{ a: { "Image|\\e[2J\\x9b": x }, condition: a }'),
    'doubtful.yml': rule(`${ID}2`, '{ a: { Commandline: x }, condition: a }'),
    'hint.yml': rule(`${ID}3`, '{ a: { Image|contains: "x*" }, condition: a }'),
  })
  const at = (name: string) => join(folder, name)

  test('ends with 1 where there is an error, and with --strict where there is a warning', async () => {
    const codes = async (...args: string[]) => (await runRules(['check', ...args])).code
    assert.equal(await codes(folder), 1)
    assert.equal(await codes(at('broken.yml')), 1)
    assert.equal(await codes(at('doubtful.yml')), 0)
    assert.equal(await codes('--strict', at('doubtful.yml')), 1)
    assert.equal(await codes('--strict', at('hint.yml')), 0)
    assert.equal(await codes('--strict', at('sound.yml')), 0)
  })

  test('shows findings by file with line, severity, name and reason', async () => {
    const { stdout, stderr } = await runRules(['check', folder])
    assert.match(
      stdout,
      /doubtful\.yml\n +6 {2}warning {2}misspelt-field +events .* is 'CommandLine' meant\?\n/,
    )
    assert.match(stderr, /^3 rules, 1 errors, 1 warnings, 1 hints\n$/)
  })

  test('lets no rule write escapes to the terminal', async () => {
    for (const format of ['table', 'github', 'ndjson', 'sarif'])
      assert.doesNotMatch(
        (await runRules(['check', '--format', format, folder])).stdout,
        /[\u001b\u009b]/,
        format,
      )
  })

  test('writes a JSON object for each finding', async () => {
    const { stdout } = await runRules(['check', '--format', 'ndjson', folder])
    const findings = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    assert.deepEqual(
      findings.map(({ file, line, severity, check }) => [file, line, severity, check]),
      [
        [at('broken.yml'), 6, 'error', 'invalid-modifier'],
        [at('doubtful.yml'), 6, 'warning', 'misspelt-field'],
        [at('hint.yml'), 6, 'hint', 'redundant-wildcard'],
      ],
    )
  })

  test('writes annotations for GitHub, with what would end them escaped', async () => {
    const { stdout } = await runRules(['check', '--format', 'github', folder])
    const lines = stdout.trim().split('\n')
    assert.equal(lines.length, 3)
    assert.match(
      lines[1] ?? '',
      /^::warning file=.*doubtful\.yml,line=6,col=\d+,title=misspelt-field::events of/,
    )
    assert.match(lines[2] ?? '', /^::notice /)
  })

  test('writes SARIF in which every result names a rule that is described', async () => {
    const { stdout } = await runRules(['check', '--format', 'sarif', folder])
    const { version, runs } = JSON.parse(stdout)
    assert.equal(version, '2.1.0')
    const described = new Set(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id))
    assert.deepEqual(
      runs[0].results.map(({ level }: { level: string }) => level),
      ['error', 'warning', 'note'],
    )
    for (const { ruleId, locations } of runs[0].results) {
      assert.ok(described.has(ruleId))
      assert.equal(locations[0].physicalLocation.region.startLine, 6)
    }
  })

  test('leaves out the checks that are named, but no error', async () => {
    const { code, stdout, stderr } = await runRules([
      'check',
      '--strict',
      ...['--ignore', 'misspelt-field', '--ignore', 'invalid-modifier'],
      folder,
    ])
    assert.equal(code, 1)
    assert.doesNotMatch(stdout, /misspelt-field/)
    assert.match(stderr, /1 errors, 0 warnings/)
  })

  test('refuses checks and actions that do not exist, with the nearest name', async () => {
    const { code, stderr } = await runRules(['check', '--ignore', 'mispelt-field', folder])
    assert.equal(code, 2)
    assert.match(stderr, /such as misspelt-field/)
    assert.match((await runRules(['chek'])).stderr, /Did you mean rules check\?/)
    assert.match((await runRules(['check', '--strikt'])).stderr, /Did you mean --strict\?/)
  })
})
