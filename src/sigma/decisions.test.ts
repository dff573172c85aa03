import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

test('every decision in the documentation names a test that exists', () => {
  const text = readFileSync(new URL('../../docs/sigma.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter(line => line.startsWith('| ') && !/^\| (question|---)/.test(line))
  const named = rows.map(row => /`([^`]+)` \|$/.exec(row)?.[1] ?? row)
  assert.ok(named.length > 30)
  const sources = globSync('**/*.test.ts', { cwd: import.meta.dirname }).map(file =>
    readFileSync(`${import.meta.dirname}/${file}`, 'utf8'),
  )
  assert.deepEqual(
    named.filter(
      name => !sources.some(source => source.includes(`test('${name}'`) || source.includes(`test("${name}"`)),
    ),
    [],
  )
})
