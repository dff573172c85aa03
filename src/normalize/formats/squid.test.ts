import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventOf, fieldsLike, timeOf } from '../testing/events.ts'

describe('a line of Squid', () => {
  test('has the names of proxies', () => {
    const event = eventOf(
      '1767323045.100    120 10.0.0.5 TCP_MISS/200 1234 GET http://evil.example/a?b - HIER_DIRECT/203.0.113.7 text/html',
    )
    assert.equal(event.format, 'squid')
    assert.deepEqual(event.logsource, { category: 'proxy' })
    assert.equal(timeOf(event), '2026-01-02T03:04:05.100Z')
    const expected = {
      'c-ip': '10.0.0.5',
      dst_ip: '203.0.113.7',
      'c-uri': 'http://evil.example/a?b',
      'cs-host': 'evil.example',
      'cs-method': 'GET',
      'sc-status': 200,
    }
    assert.deepEqual(fieldsLike(event, expected), expected)
  })

  test('tells the host of a tunnel', () => {
    const event = eventOf(
      '1767323045.100 5 10.0.0.5 TCP_TUNNEL/200 39 CONNECT evil.example:443 bob HIER_DIRECT/203.0.113.7 -',
    )
    const expected = { 'cs-host': 'evil.example', 'cs-username': 'bob' }
    assert.deepEqual(fieldsLike(event, expected), expected)
  })
})
