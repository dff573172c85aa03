import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventOf, fieldsLike, timeOf } from '../testing/events.ts'

describe('a line of IIS', () => {
  const line =
    '2026-01-02 03:04:05 10.0.0.1 POST /a.aspx b=1 443 CORP\\bob 203.0.113.7 Mozilla/5.0+(X11) https://r/ 404 0 2 15'

  test('has the names of access logs, and its time is UTC', () => {
    const event = eventOf(line)
    assert.equal(event.format, 'iis')
    assert.deepEqual(event.logsource, { category: 'webserver' })
    assert.equal(timeOf(event), '2026-01-02T03:04:05.000Z')
    const expected = {
      'c-ip': '203.0.113.7',
      'cs-method': 'POST',
      'cs-uri-stem': '/a.aspx',
      'cs-uri-query': '/a.aspx?b=1',
      'cs-username': 'CORP\\bob',
      'cs-user-agent': 'Mozilla/5.0 (X11)',
      'cs-referer': 'https://r/',
      'sc-status': 404,
      'sc-win32-status': 2,
    }
    assert.deepEqual(fieldsLike(event, expected), expected)
  })

  test('of version 7 has no referer', () => {
    const event = eventOf('2026-01-02 03:04:05 10.0.0.1 GET / - 80 - 203.0.113.7 curl/8 200 0 0 15')
    assert.deepEqual(fieldsLike(event, { 'cs-uri': 0, 'sc-status': 0, 'cs-referer': 0, 'time-taken': 0 }), {
      'cs-uri': '/',
      'sc-status': 200,
      'cs-referer': undefined,
      'time-taken': 15,
    })
  })

  test('with other fields is no such line', () => {
    for (const other of [
      '2026-01-02 03:04:05 GET /a 200',
      line.replace(' 404 ', ' - '),
      '#Fields: date time s-ip',
    ])
      assert.equal(eventOf(other).format, 'plain')
  })
})
