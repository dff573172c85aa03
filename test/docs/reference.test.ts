import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { REFERENCE_FILE, renderReference } from '../../scripts/reference.ts'

test('the reference is what the schemas say: run `npm run docs` after a change', () => {
  assert.equal(readFileSync(REFERENCE_FILE, 'utf8'), renderReference())
})
