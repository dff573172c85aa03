import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configSchema } from './config.ts'
import { listSettings } from './settings.ts'
import { DEFAULTS, SETTINGS } from './settings-table.ts'

test('the table of settings is what the schema says; npm run docs writes it', () => {
  assert.deepEqual(SETTINGS, listSettings())
  assert.deepEqual(DEFAULTS, configSchema.parse({}))
})
