import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeRecord, encodeRecord } from './record-codec.ts'

describe('a record on the wire', () => {
  test('comes back as it was', () => {
    const value = Buffer.from([0, 255, 10])
    const { key, headers } = encodeRecord(
      { id: 'f:1', source: '/var/log/ä.log', logsource: { product: 'linux', service: 'sshd' }, value },
      'web1',
    )
    assert.ok(key)
    const record = decodeRecord(
      { partition: 3, offset: 9, time_ms: 5, key: Buffer.from(key), value, headers },
      'sentinel.logs',
    )
    assert.deepEqual(record, {
      id: 'f:1',
      host: 'web1',
      source: '/var/log/ä.log',
      logsource: { product: 'linux', service: 'sshd' },
      value,
      received_ms: 5,
    })
  })

  test('is of the machine that sent it, where that is told', () => {
    const record = { id: '1', source: 'udp://192.0.2.7', logsource: {}, value: Buffer.from('x') }
    assert.equal(encodeRecord({ ...record, host: '192.0.2.7' }, 'web1').headers['host'], '192.0.2.7')
    assert.equal(encodeRecord(record, 'web1').headers['host'], 'web1')
  })

  test('without key and headers is known by its place', () => {
    const record = decodeRecord(
      { partition: 3, offset: 9, time_ms: 5, key: null, value: Buffer.from('x'), headers: {} },
      'sentinel.logs',
    )
    assert.deepEqual(
      [record.id, record.host, record.source, record.logsource],
      ['sentinel.logs/3/9', '', 'sentinel.logs', {}],
    )
  })

  test('with hostile headers keeps what is sound', () => {
    const headers = { id: 'x'.repeat(100_000), logsource: 'product=&evil=1', host: '' }
    const record = decodeRecord(
      { partition: 0, offset: 0, time_ms: 0, key: Buffer.alloc(0), value: Buffer.from(''), headers },
      't',
    )
    assert.equal(record.id.length, 4096)
    assert.deepEqual(record.logsource, {})
    assert.equal(record.source, 't')
  })
})
