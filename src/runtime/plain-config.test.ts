import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadConfig } from './load-config.ts'
import { plainConfig } from './plain-config.ts'

const rules = fc.array(fc.oneof(fc.string(), fc.constantFrom('a,b', ' , ', 'x'.repeat(5000), 'rules/linux')))

test('paths of rules alone make the configuration that the schema makes of them, or none', () => {
  fc.assert(
    fc.property(fc.option(rules, { nil: undefined }), texts => {
      const sources = { file: null, environment: {}, flags: new Map(texts ? [['rules', texts]] : []) }
      const plain = plainConfig(sources)
      if (plain) assert.deepEqual(plain, loadConfig(sources))
      else assert.throws(() => loadConfig(sources), { code: 'CONFIG_INVALID' })
    }),
  )
})

test('is frozen like any other', () => {
  const config = plainConfig({ file: null, environment: {}, flags: new Map() })
  assert.ok(config && Object.isFrozen(config) && Object.isFrozen(config.topics))
})

test('whatever else is set is left to the schema', () => {
  const none = { file: null, environment: {}, flags: new Map<string, string[]>() }
  assert.equal(plainConfig({ ...none, file: 'config.yml' }), undefined)
  assert.equal(plainConfig({ ...none, environment: { LOG_SENTINEL_PORT: '1' } }), undefined)
  assert.equal(plainConfig({ ...none, flags: new Map([['port', ['1']]]) }), undefined)
  assert.notEqual(plainConfig({ ...none, environment: { LOG_SENTINEL_PORT: '' } }), undefined)
})
