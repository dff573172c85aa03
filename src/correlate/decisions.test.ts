import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

test('every decision about correlations names a test that exists', () => {
  const text = readFileSync(new URL('../../docs/correlations.md', import.meta.url), 'utf8')
  const [, cases = ''] = text.split('## Case by case')
  const rows = cases.split('\n').filter(line => line.startsWith('| ') && !/^\| (question|---)/.test(line))
  assert.ok(rows.length > 30)
  const sources = globSync('*.test.ts', { cwd: import.meta.dirname }).map(file =>
    readFileSync(`${import.meta.dirname}/${file}`, 'utf8'),
  )
  const missing = rows
    .map(row => /`([^`]+)` \|$/.exec(row)?.[1] ?? row)
    .filter(name => !sources.some(source => source.includes(`test('${name}'`)))
  assert.deepEqual(missing, [])
})
