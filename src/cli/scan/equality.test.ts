import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { runScan } from './testing/run-scan.ts'

const RULES = `title: One
id: one
level: high
logsource: { category: c }
detection: { a: { X: 1 }, condition: a }
---
title: Text
id: text
level: low
logsource: { product: linux }
detection: { a: [ 'needle' ], condition: a }
`

const record = fc.oneof(
  fc
    .record({ X: fc.constantFrom(1, 2, '1'), time: fc.constantFrom('2026-01-02T03:04:05Z', 7) })
    .map(o => JSON.stringify(o)),
  fc.constantFrom(
    '{"X":1',
    '',
    '\r',
    '\u0000\u001b[2J',
    'Jan  5 10:00:00 web1 sshd[411]: needle',
    '{"X":1,"category":"d"}',
  ),
  fc.string({ unit: 'binary' }).map(text => text.replaceAll('\n', '')),
  fc.constantFrom('x', 'é').map(text => `{"X":1,"Y":"${text.repeat(3000)}"}`),
)

/** Many lines, so that there are several blocks, from what fast-check makes. */
function contentOf(seed: number): string {
  const some = fc.sample(record, { numRuns: 60, seed })
  return Array.from({ length: 1500 }, (_, index) => `${some[(index * 7) % some.length]}\n`).join('')
}

function prepare(context: TestContext, seed: number) {
  const folder = temporaryFolder(context)
  const content = contentOf(seed)
  const [plain, packed] = [join(folder, 'a.log'), join(folder, 'b.log')]
  writeFileSync(join(folder, 'rules.yml'), RULES)
  writeFileSync(plain, content)
  writeFileSync(packed, gzipSync(content.slice(1000)))
  const run = (...args: string[]) => runScan(['--rules', join(folder, 'rules.yml'), ...args, plain, packed])
  return { folder, content, run }
}

const countsOf = (stderr: string) => /^\d+ events, \d+ matches, \d+ unparsed/m.exec(stderr)?.[0]

describe('a scan gives the same', () => {
  for (const seed of [1, 2]) {
    test(`on any number of threads (${seed})`, async context => {
      const { run } = prepare(context, seed)
      const one = await run('--format', 'ndjson', '--jobs', '1')
      assert.ok(one.stdout.length > 10_000, one.stderr)
      const several = await run('--format', 'ndjson', '--jobs', String(1 + seed))
      assert.equal(several.stdout, one.stdout)
      assert.equal(countsOf(several.stderr), countsOf(one.stderr))
      const [table, tables] = [await run('--jobs', '1'), await run('--jobs', '2')]
      assert.equal(tables.stdout, table.stdout)
    })

    test(`in every format (${seed})`, async context => {
      const { run } = prepare(context, seed)
      const ndjson = await run('--format', 'ndjson')
      const matches = ndjson.stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
      const csv = await run('--format', 'csv')
      // A field may hold anything but the start of a row.
      const rows = csv.stdout.match(/^(one|text),/gm) ?? []
      assert.deepEqual(
        rows,
        matches.map(({ rule_id }) => `${rule_id},`),
      )
      const table = await run()
      for (const [level, id] of [
        ['high', 'one'],
        ['low', 'text'],
      ] as const) {
        const of = matches.filter(({ rule_id }) => rule_id === id)
        const times = of
          .map(({ time }) => time)
          .filter(time => time !== null)
          .sort()
        const [, count, first, last] =
          new RegExp(`^${level} +(\\d+)  (\\S+) +(\\S+)`, 'm').exec(table.stdout) ?? []
        assert.deepEqual(
          [count, first, last],
          of.length === 0
            ? [undefined, undefined, undefined]
            : [String(of.length), times[0] ?? '-', times.at(-1) ?? '-'],
        )
      }
      assert.equal(countsOf(csv.stderr), countsOf(ndjson.stderr))
      assert.equal(countsOf(table.stderr), countsOf(ndjson.stderr))
    })
  }

  test('in pieces of any size', async context => {
    const { folder, content, run } = prepare(context, 4)
    const bytes = Buffer.from(content)
    const whole = await run('--format', 'ndjson')
    const expected = whole.stdout
      .split('\n')
      .filter(line => line.includes('/a.log"'))
      .map(line => line.replace(/"file":"[^"]*"/, '"file":"-"'))
    for (const size of [9777, 1_048_577]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      )
      const args = ['--rules', join(folder, 'rules.yml'), '--format', 'ndjson', '-']
      const { stdout } = await runScan(args, { stdin: Readable.from(pieces) })
      // A time without a year is placed by the file's, or by now.
      assert.deepEqual(stdout.split('\n').filter(Boolean), expected)
    }
  })
})
