import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CHECKS } from '../../src/sigma/index.ts'

test('docs/rules.md lists every check with its severity and what it finds', () => {
  const text = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter(line => /^\| `[a-z-]+` \| (?:error|warning|hint) \|/.test(line))
  assert.deepEqual(
    rows,
    Object.entries(CHECKS).map(([name, { severity, about }]) => `| \`${name}\` | ${severity} | ${about} |`),
  )
})
