import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { runScan } from './testing/run-scan.ts'

const RULE = `title: Rule
id: rule
level: high
logsource: { category: c }
detection: { a: { X: 1 }, condition: a }
`
const HIT = '{"X":1}\n'

function prepare(context: TestContext, files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = temporaryFolder(context)
  const at = (name: string) => join(folder, name)
  writeFileSync(at('rule.yml'), RULE)
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content)
  const scanned = async (args: readonly string[], world = {}) => {
    const run = await runScan(['--rules', at('rule.yml'), '--format', 'ndjson', ...args], world)
    const places = run.stdout
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
      .map(({ file, line }) => `${file.replace(`${folder}/`, '')}:${line}`)
    return { ...run, places }
  }
  return { folder, at, scanned }
}

describe('scan', () => {
  test('takes binary rubbish for lines that match nothing', async context => {
    const { at, scanned } = prepare(context, {
      rubbish: Buffer.concat([randomBytes(300_000), Buffer.from(`\n${HIT}`)]),
    })
    const { code, places } = await scanned([at('rubbish')])
    assert.equal(code, 0)
    assert.equal(places.length, 1)
  })

  test('leaves out a line that is too long, with its place, and reads on', async context => {
    const { at, scanned } = prepare(context, { long: `${HIT}${'x'.repeat(17 * 1024 * 1024)}\n${HIT}` })
    for (const jobs of ['1', '2']) {
      const { code, places, stderr } = await scanned(['--jobs', jobs, at('long')])
      assert.deepEqual([code, places], [0, ['long:1', 'long:3']])
      assert.match(
        stderr,
        /long:2: unparsed: 17825792 bytes; records of more than 16777216 bytes are left out/,
      )
      assert.match(stderr, /^3 events, 2 matches, 1 unparsed/m)
    }
  })

  test('reads an archive up to where it is cut or damaged, and says so', async context => {
    const lines = Array.from(
      { length: 2000 },
      (_, index) => `{"X":1,"Y":"${randomBytes(20).toString('hex')}${index}"}`,
    )
    const packed = gzipSync(lines.join('\n'))
    const half = Math.floor(packed.length / 2)
    const damaged = Buffer.from(packed)
    damaged.fill(0xff, half, half + 50)
    const { at, scanned } = prepare(context, {
      'cut.gz': packed.subarray(0, half),
      'damaged.gz': damaged,
      'whole.gz': Buffer.concat([gzipSync(HIT), gzipSync(HIT)]),
    })
    for (const name of ['cut.gz', 'damaged.gz'])
      for (const args of [[at(name)], ['-']]) {
        const stdin = Readable.from([name === 'cut.gz' ? packed.subarray(0, half) : damaged])
        const { code, places, stderr } = await scanned(args, { stdin })
        assert.equal(code, 0)
        assert.ok(places.length > 500 && places.length < 2000, `${name}: ${places.length}`)
        assert.match(
          stderr,
          /: read in part: .*\(after \d+ bytes\)\n(.*\n)*0 files not read, 1 read in part\n/,
        )
      }
    assert.deepEqual((await scanned([at('whole.gz')])).places, ['whole.gz:1', 'whole.gz:2'])
  })

  test('reads the logs of a folder in their order, no binary files and no hidden ones', async context => {
    const { folder, at, scanned } = prepare(context, {})
    mkdirSync(at('logs/deep'), { recursive: true })
    for (const name of ['b.log', 'deep/c', 'a.ndjson', '.hidden']) writeFileSync(at(`logs/${name}`), HIT)
    writeFileSync(at('logs/packed.gz'), gzipSync(HIT))
    writeFileSync(at('logs/binary'), 'a\0b')
    symlinkSync(folder, at('logs/loop'))
    const { code, places, stderr } = await scanned([at('logs')])
    assert.deepEqual(places, ['logs/a.ndjson:1', 'logs/b.log:1', 'logs/deep/c:1', 'logs/packed.gz:1'])
    assert.equal(code, 0)
    assert.match(stderr, /1 files in folders are no logs and were left out/)
  })

  test('tells of what it may not read', {
    skip: process.getuid?.() === 0 && 'root may read everything',
  }, async context => {
    const { at, scanned } = prepare(context, { secret: HIT, open: HIT })
    chmodSync(at('secret'), 0)
    const { code, places, stderr } = await scanned([at('secret'), at('open')])
    assert.deepEqual([code, places], [0, ['open:1']])
    assert.match(stderr, /secret: not read: .*EACCES/)
  })

  test('ends in peace with a file that becomes shorter while it is read', async context => {
    const { at, scanned } = prepare(context, { shrinking: `${'x'.repeat(10_000)}\n`.repeat(3000) })
    const running = scanned([at('shrinking')])
    setTimeout(() => truncateSync(at('shrinking'), 100), 50)
    const { code } = await running
    assert.equal(code, 0)
  })

  test('tells matches of standard input as they come, on any number of threads', async context => {
    for (const jobs of ['1', '2']) {
      const { at } = prepare(context, {})
      const stdin = new PassThrough()
      const stop = new AbortController()
      const running = runScan(['--rules', at('rule.yml'), '--format', 'ndjson', '--jobs', jobs, '-'], {
        stdin,
        signal: stop.signal,
        onStdout: () => stop.abort(),
      })
      stdin.write(`{"X":2,"Y":"longer"}\n${HIT}`)
      // It is not ended: only the match itself ends the scan.
      const { code, stdout, stderr } = await running
      assert.equal(code, 130)
      assert.equal(JSON.parse(stdout).line, 2)
      assert.match(stderr, /^2 events, 1 matches/m)
    }
  })

  test('prints nothing that a terminal obeys', async context => {
    const { at, scanned } = prepare(context, {
      'x\u001b[2J.log': '{"X":1,"a":"\\u009b2J","b":"\\u202e"}\n{"X":',
    })
    const { stderr } = await scanned([at('x\u001b[2J.log'), at('\u001b]0;missing')])
    assert.doesNotMatch(stderr, /[\u001b\u009b\u202e]/)
    const table = await runScan(['--rules', at('rule.yml'), at('x\u001b[2J.log')])
    assert.doesNotMatch(table.stdout, /[\u001b\u009b\u202e]/)
  })

  test('refuses to run without a rule', async context => {
    const { folder, at } = prepare(context, { log: HIT, broken: 'title: x' })
    mkdirSync(at('empty'))
    for (const rules of [at('empty'), at('broken'), at('missing')]) {
      const { code, stderr } = await runScan(['--rules', rules, join(folder, 'log')])
      assert.equal(code, 2)
      assert.ok(stderr.includes(rules))
    }
  })
})
