import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { runScan } from './testing/run-scan.ts'

const RULE = `title: '=Rule, "A"'
id: rule-a
level: high
tags: [attack.t1059, x.y]
logsource: { product: test, category: c }
detection: { a: { X: 1 }, condition: a }
`

describe('log-sentinel scan', () => {
  let folder = ''
  const at = (name: string) => join(folder, name)
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-sentinel-scan-'))
    writeFileSync(at('rule.yml'), RULE)
    writeFileSync(at('lines.ndjson'), '{"X":2}\n\n{"X":1,"@timestamp":"2026-01-02T03:04:05Z"}\n')
    writeFileSync(at('array.json'), '[\n  {"X":1},\n  {"X":2}, {"X":1}\n]\n')
    writeFileSync(at('packed.json.gz'), gzipSync('[{"X":1}]'))
    writeFileSync(at('broken.json'), '[{"X":1}')
    writeFileSync(
      at('told.ndjson'),
      '{"X":1,"product":"test","category":"c"}\n{"X":1,"product":"test","category":"d"}\n',
    )
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...args: string[]) => runScan(['--rules', at('rule.yml'), ...args])

  const placesOf = (stdout: string) =>
    stdout
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
      .map(({ file, line }) => `${file.slice(folder.length + 1)}:${line}`)

  test('many blocks are told of in their order, whole, from bytes and from events', async () => {
    // Every seventh has a key twice, so that it is written from its event.
    const lines = Array.from({ length: 9000 }, (_, at) =>
      at % 7 === 0 ? `{"X":2,"X":1,"N":"${'é'.repeat(60)}${at}"}` : `{"X":1,"N":"${'a'.repeat(90)}${at}"}`,
    )
    writeFileSync(at('many.ndjson'), lines.join('\n'))
    for (const jobs of ['1', '2']) {
      const { stdout } = await run('--format', 'ndjson', '--jobs', jobs, at('many.ndjson'))
      const found = stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line))
      assert.deepEqual(
        found.map(({ fields }) => fields),
        lines.map(line => JSON.parse(line)),
      )
      assert.deepEqual(
        found.map(({ line }) => line),
        lines.map((_, line) => line + 1),
      )
    }
  })

  test('a rule that can not be decided on an event is told of, and the size of the tables', async () => {
    writeFileSync(
      at('hard.yml'),
      RULE.replace('rule-a', 'rule-b').replace('X: 1 ', "X|re: '^(?=(?:a|a)+c)a' "),
    )
    writeFileSync(at('hard.ndjson'), `{"X":"aac"}\n{"X":"${'a'.repeat(500)}bc"}\n{"X":"aac"}\n`)
    const { code, stdout, stderr } = await run(
      '--rules',
      at('hard.yml'),
      '--format',
      'ndjson',
      at('hard.ndjson'),
    )
    assert.equal(code, 0)
    assert.equal(stdout.split('\n').filter(Boolean).length, 1)
    assert.match(stderr, /hard\.yml:1: quarantined: a regular expression of '=Rule, "A"' took more work/)
    assert.match(stderr, /2 rules loaded, 0 left out, 1 quarantined; \d+\.\d MB of tables; /)
  })

  test('names file and line of each match, or the number in an array', async () => {
    const files = ['lines.ndjson', 'array.json', 'packed.json.gz'].map(at)
    const { code, stdout, stderr } = await run('--format', 'ndjson', ...files)
    assert.equal(code, 0)
    assert.deepEqual(placesOf(stdout), ['lines.ndjson:3', 'array.json:1', 'array.json:3', 'packed.json.gz:1'])
    assert.match(stderr, /^6 events, 4 matches, 0 unparsed/m)
  })

  test('writes CSV that no spreadsheet takes for a formula', async () => {
    const { stdout } = await run('--format', 'csv', at('lines.ndjson'))
    assert.equal(
      stdout,
      `rule_id,rule_title,level,tags,file,line,time,matched,fields\n` +
        `rule-a,"'=Rule, ""A""",high,attack.t1059 x.y,${at('lines.ndjson')},3,2026-01-02T03:04:05.000Z,` +
        `"[{""selection"":""a"",""field"":""X"",""pattern"":""1"",""value"":""1""}]",` +
        `"{""X"":1,""@timestamp"":""2026-01-02T03:04:05Z""}"\n`,
    )
  })

  test('heeds what records say of their logsource, and over it what the user says', async () => {
    const { stdout } = await run('--format', 'ndjson', at('told.ndjson'))
    assert.deepEqual(placesOf(stdout), ['told.ndjson:1'])
    const other = await run('--format', 'ndjson', '--logsource', 'category=c', at('told.ndjson'))
    assert.deepEqual(placesOf(other.stdout), ['told.ndjson:1', 'told.ndjson:2'])
  })

  test('ends with 1 if a rule of the given level matched', async () => {
    assert.equal((await run('--fail-on', 'high', at('lines.ndjson'))).code, 1)
    assert.equal((await run('--fail-on', 'critical', at('lines.ndjson'))).code, 0)
  })

  test('reads on after a file that can not be read, and ends with 2 if there was no other', async () => {
    const missing = at('missing.ndjson')
    const { code, stdout, stderr } = await run('--format', 'ndjson', missing, at('lines.ndjson'))
    assert.deepEqual([code, placesOf(stdout)], [0, ['lines.ndjson:3']])
    assert.ok(stderr.includes(missing))
    assert.match(stderr, /1 files not read, 0 read in part\n/)
    assert.equal((await run(missing)).code, 2)
  })

  test('reads what can be read of a damaged file, and tells the damage', async () => {
    const { code, stdout, stderr } = await run('--format', 'ndjson', at('broken.json'))
    assert.deepEqual([code, placesOf(stdout)], [0, ['broken.json:1']])
    assert.match(stderr, /broken\.json: read in part: the array has no end \(after record 1\)/)
  })

  test('ends with 2 where it is not understood', async () => {
    for (const args of [
      ['--format', 'xml'],
      ['--jobs', '0'],
      ['--jobs', 'many'],
      ['--level', 'severe'],
      ['--logsource', 'product'],
    ])
      assert.equal((await run(...args, at('lines.ndjson'))).code, 2, args.join(' '))
    assert.equal((await run()).code, 2)
  })
})
