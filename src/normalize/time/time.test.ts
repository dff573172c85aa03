import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseIsoTime } from './iso-time.ts'
import { syslogTimeAt } from './syslog-time.ts'

const iso = (text: string, offset = 0) => {
  const time = parseIsoTime(text, offset)
  return time === undefined ? undefined : new Date(time).toISOString()
}

describe('an ISO 8601 time', () => {
  test('is read with a point, a comma, any number of digits, a blank and every spelling of a zone', () => {
    for (const [text, expected] of [
      ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
      ['2026-03-01T12:00:00.123456+01:00', '2026-03-01T11:00:00.123Z'],
      ['2026-03-01 12:00:00,5', '2026-03-01T12:00:00.500Z'],
      ['2026-03-01T12:00:00.123456789-0530', '2026-03-01T17:30:00.123Z'],
      ['2026-03-01 12:00:00 +0200', '2026-03-01T10:00:00.000Z'],
      ['2026/03/01 12:00', '2026-03-01T12:00:00.000Z'],
    ] as const)
      assert.equal(iso(text), expected, text)
  })

  test('without a zone is in the one that was given', () => {
    assert.equal(iso('2026-03-01T12:00:00', 120), '2026-03-01T10:00:00.000Z')
    assert.equal(iso('2026-03-01T12:00:00Z', 120), '2026-03-01T12:00:00.000Z')
  })

  test('that the calendar does not have, or that stands for none, is not read', () => {
    for (const text of [
      '2026-02-29T12:00:00Z',
      '2026-04-31T12:00:00Z',
      '2026-13-01T12:00:00Z',
      '2026-03-01T24:00:00Z',
      '0001-01-01T00:00:00Z',
      '2026-03-01',
      '2026-03-01T12:00:00Zx',
      '9999-12-31T23:59:59-23:00',
      '1970-01-01T00:00:00+01:00',
      'yesterday',
    ])
      assert.equal(iso(text), undefined, text)
    assert.equal(iso('2024-02-29T12:00:00Z'), '2024-02-29T12:00:00.000Z')
  })
})

describe('a syslog time without a year', () => {
  const at = (text: string, received: string, zone_offset_minutes = 0) => {
    const found = syslogTimeAt(text, 0, { received_ms: Date.parse(received), zone_offset_minutes })
    return found && new Date(found.time_ms).toISOString()
  }

  test('is of the year that puts it nearest to the reception', () => {
    assert.equal(at('Mar  1 11:59:59', '2026-03-01T12:00:00Z'), '2026-03-01T11:59:59.000Z')
    assert.equal(at('Dec 31 23:59:59', '2026-01-01T00:00:05Z'), '2025-12-31T23:59:59.000Z')
    assert.equal(at('Jun 14 15:16:01', '2026-03-01T12:00:00Z'), '2025-06-14T15:16:01.000Z')
  })

  test('may be up to a day ahead, as clocks and zones differ', () => {
    assert.equal(at('Jan  1 00:00:05', '2025-12-31T23:59:59Z'), '2026-01-01T00:00:05.000Z')
    assert.equal(at('Mar  2 12:00:00', '2026-03-01T12:00:00Z'), '2026-03-02T12:00:00.000Z')
    assert.equal(at('Mar  2 12:00:01', '2026-03-01T12:00:00Z'), '2025-03-02T12:00:01.000Z')
  })

  test('on 29 February is of a leap year', () => {
    assert.equal(at('Feb 29 10:00:00', '2026-03-01T12:00:00Z'), '2024-02-29T10:00:00.000Z')
    assert.equal(at('Feb 29 10:00:00', '2104-02-28T09:00:00Z'), '2096-02-29T10:00:00.000Z')
  })

  test('counts in the zone that was given, also over the turn of the year', () => {
    assert.equal(at('Jan  1 00:30:00', '2025-12-31T23:31:00Z', 60), '2025-12-31T23:30:00.000Z')
  })

  test('takes a year that is there', () => {
    assert.equal(at('Mar  1 2020 12:00:00', '2026-03-01T12:00:00Z'), '2020-03-01T12:00:00.000Z')
  })

  test('is none where month, day or hour are none', () => {
    for (const text of ['Foo  1 12:00:00', 'Mar 32 12:00:00', 'Mar  1 25:00:00', 'ar  1 12:00:00'])
      assert.equal(at(text, '2026-03-01T12:00:00Z'), undefined, text)
  })
})
