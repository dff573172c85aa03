import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../../test/helpers/temporary.ts'
import { isSentinelError } from '../errors.ts'
import { listSettings } from '../schema/settings.ts'
import type { ConfigSources } from './config-sources.ts'
import { loadConfig, maskSecrets, unknownVariables } from './load-config.ts'

const load = (sources: Partial<ConfigSources>) =>
  loadConfig({ file: null, environment: {}, flags: new Map(), ...sources })

describe('the configuration', () => {
  test('without anything is the defaults', () => {
    const config = load({})
    assert.equal(config.host, '127.0.0.1')
    assert.equal(config.database, null)
    assert.deepEqual(config.kafka, [])
    assert.ok(Object.isFrozen(config.topics))
  })

  test('takes the file, over it the environment, over it the flags', context => {
    const file = join(temporaryFolder(context), 'config.yaml')
    writeFileSync(
      file,
      'host: 10.0.0.1\nlog_level: warn\ntopics:\n  partitions: 3\n  compression: gzip\nport: 9000\n',
    )
    const config = load({
      file,
      environment: {
        LOG_SENTINEL_LOG_LEVEL: 'error',
        LOG_SENTINEL_PORT: '9001',
        LOG_SENTINEL_TOPICS_PARTITIONS: '12',
      },
      flags: new Map([['port', ['9002']]]),
    })
    assert.equal(config.host, '10.0.0.1')
    assert.equal(config.log_level, 'error')
    assert.equal(config.port, 9002)
    assert.deepEqual([config.topics.partitions, config.topics.compression], [12, 'gzip'])
  })

  test('reads lists from commas and from repeated flags', () => {
    const config = load({
      environment: { LOG_SENTINEL_KAFKA: 'a:1, b:2' },
      flags: new Map([['rules', ['x,y', 'z']]]),
    })
    assert.deepEqual(config.kafka, ['a:1', 'b:2'])
    assert.deepEqual(config.rules, ['x', 'y', 'z'])
  })

  test('takes sources and users in their short form', () => {
    const config = load({
      environment: { LOG_SENTINEL_SOURCES: '/var/log/a.log', LOG_SENTINEL_USERS: 'ann:scrypt$1$2' },
    })
    assert.deepEqual(config.sources, [
      { path: '/var/log/a.log', exclude: [], logsource: {}, multiline: null },
    ])
    assert.deepEqual(config.users, [{ name: 'ann', password_hash: 'scrypt$1$2' }])
  })

  test('takes the listeners as flags, and keeps the token to itself', () => {
    const config = load({
      flags: new Map([
        ['syslog.listen', ['udp://127.0.0.1:5514,tcp://[::1]:5514']],
        ['ingest.port', ['8088']],
        ['ingest.token', ['a-token-for-tests-only']],
        ['journal.enabled', ['true']],
      ]),
    })
    assert.deepEqual(config.syslog.listen, ['udp://127.0.0.1:5514', 'tcp://[::1]:5514'])
    assert.deepEqual([config.ingest.host, config.ingest.port], ['127.0.0.1', 8088])
    assert.equal(config.journal.enabled, true)
    assert.doesNotMatch(JSON.stringify(maskSecrets(config)), /a-token/)
  })

  test('refuses a listener that lacks its token, its certificate or its host', () => {
    for (const [flags, where, expected] of [
      [{ 'ingest.port': '8088' }, 'configuration: ingest.token', /^a token/],
      [{ 'ingest.port': '8088', 'ingest.token': 'short' }, '--ingest-token', /at least 16/],
      [{ 'syslog.listen': 'tls://127.0.0.1:6514' }, 'configuration: syslog.tls_cert', /^a certificate/],
      [{ 'syslog.listen': 'udp://:514' }, '--syslog-listen', /udp:\/\/HOST:PORT/],
      [{ 'syslog.listen': 'udp://127.0.0.1:70000' }, '--syslog-listen', /udp:\/\/HOST:PORT/],
      [{ 'ingest.tls_cert': 'cert.pem' }, 'configuration: ingest.tls_key', /or neither/],
    ] as const) {
      assert.throws(
        () => load({ flags: new Map(Object.entries(flags).map(([name, text]) => [name, [text]])) }),
        error =>
          isSentinelError(error, 'CONFIG_INVALID') &&
          error.details.where === where &&
          expected.test(error.details.expected) &&
          !error.message.includes('short'),
        where,
      )
    }
  })

  test('names the flag or variable that is wrong, what it holds and what it should', () => {
    for (const [sources, where, found, expected] of [
      [{ flags: new Map([['port', ['abc']]]) }, '--port', '"abc"', /number/],
      [{ flags: new Map([['port', ['70000']]]) }, '--port', '70000', /at most 65535/],
      [
        { environment: { LOG_SENTINEL_LOG_LEVEL: 'loud' } },
        'LOG_SENTINEL_LOG_LEVEL',
        '"loud"',
        /debug, info, warn, error/,
      ],
      [{ environment: { LOG_SENTINEL_KAFKA: 'broker' } }, 'LOG_SENTINEL_KAFKA', '"broker"', /HOST:PORT/],
    ] as const) {
      assert.throws(
        () => load(sources),
        error =>
          isSentinelError(error, 'CONFIG_INVALID') &&
          error.details.where === where &&
          error.details.found === found &&
          expected.test(error.details.expected),
      )
    }
  })

  test('never shows a secret, not even a wrong one', () => {
    assert.throws(
      () => load({ environment: { LOG_SENTINEL_DATABASE: 'mysql://me:hunter2@host/db' } }),
      error => isSentinelError(error, 'CONFIG_INVALID') && !error.message.includes('hunter2'),
    )
    const masked = JSON.stringify(
      maskSecrets(
        load({
          environment: {
            LOG_SENTINEL_DATABASE: 'postgres://me:hun@ter2@host/db',
            LOG_SENTINEL_KAFKA_SASL_PASSWORD: 'hunter3',
            LOG_SENTINEL_USERS: 'ann:scrypt$hunter4',
          },
        }),
      ),
    )
    assert.doesNotMatch(masked, /ter2|hunter/)
    assert.match(masked, /postgres:\/\/me:\*+@host\/db/)
  })

  test('names the key of a file that is wrong', context => {
    const file = join(temporaryFolder(context), 'config.yaml')
    for (const [text, where] of [
      ['prot: 1\n', `${file}: top level`],
      ['topics:\n  partitions: many\n', `${file}: topics.partitions`],
      ['- a\n- b\n', file],
      ['a: [1\n', file],
      ['sources:\n  - exclude: [x]\n', `${file}: sources.0.path`],
    ] as const) {
      writeFileSync(file, text)
      assert.throws(
        () => load({ file }),
        error => isSentinelError(error, 'CONFIG_INVALID') && error.details.where === where,
        text,
      )
    }
    assert.throws(
      () => load({ file: `${file}.none` }),
      error => isSentinelError(error, 'CONFIG_INVALID'),
    )
  })

  test('refuses a glob whose stars a name could keep busy for seconds', () => {
    const of = (glob: string) => load({ environment: { LOG_SENTINEL_SOURCES: glob } })
    assert.equal(of('/var/log/**/*a*b*').sources.length, 1)
    assert.throws(
      () => of('/var/log/*a*b*c*'),
      error => isSentinelError(error, 'CONFIG_INVALID') && /at most 3 stars/.test(error.details.expected),
    )
  })

  test('tells of variables that look like settings and are none', () => {
    assert.deepEqual(unknownVariables({ LOG_SENTINEL_PROT: '1', LOG_SENTINEL_PORT: '1', PATH: '' }), [
      'LOG_SENTINEL_PROT',
    ])
  })

  test('gives every setting a flag, a variable and a description', () => {
    const settings = listSettings()
    for (const name of [
      'data_dir',
      'kafka',
      'database',
      'host',
      'port',
      'rules',
      'log_level',
      'kafka_sasl.password',
    ]) {
      assert.ok(
        settings.some(setting => setting.name === name),
        name,
      )
    }
    assert.equal(new Set(settings.map(setting => setting.flag)).size, settings.length)
    assert.deepEqual(
      settings.filter(setting => setting.secret).map(setting => setting.name),
      ['ingest.token', 'kafka_sasl.password', 'database'],
    )
  })
})
