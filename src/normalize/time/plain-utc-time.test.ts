import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseIsoTime } from './iso-time.ts'
import { PlainUtcTimes } from './plain-utc-time.ts'

const ENCODER = new TextEncoder()
const times = new PlainUtcTimes()

/** Somewhere in a line, with digits around it. */
function read(text: string, by = times): number | undefined {
  const bytes = ENCODER.encode(`99${text}99`)
  return by.read(bytes, 2, bytes.length - 4)
}

describe('A plain time of UTC', () => {
  test('is read as the reader of ISO 8601 reads it', () => {
    const time = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
    const fraction = fc.oneof(
      fc.constant(''),
      fc.stringMatching(/^[0-9]{1,9}$/).map(digits => `.${digits}`),
    )
    fc.assert(
      fc.property(time, fraction, (date, behind) => {
        const text = `${date.toISOString().slice(0, 19)}${behind}Z`
        assert.equal(read(text), parseIsoTime(text, 90))
      }),
    )
  })

  test('is never read as another one than that reader does, whatever stands there', () => {
    const part = fc.oneof(fc.constantFrom('-', ':', 'T', '.', 'Z', ' ', '+', '0', '9', '00', '61', '\u0000'))
    const place = fc.nat(29)
    fc.assert(
      fc.property(place, part, place, part, (first, one, second, other) => {
        let text = '2024-02-29T23:59:59.123456789Z'
        text = text.slice(0, first) + one + text.slice(first + one.length)
        text = text.slice(0, second) + other + text.slice(second + other.length)
        const found = read(text)
        if (found !== undefined) assert.equal(found, parseIsoTime(text, 0))
      }),
      { numRuns: 2000 },
    )
  })

  for (const text of [
    '2026-02-29T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:00:60Z',
    '2026-01-31T12:00:00',
    '2026-01-31T12:00:00.Z',
    '2026-01-31T12:00:00+00:00',
    '1969-12-31T12:00:00Z',
    '0000-00-00T00:00:00Z',
    '',
  ])
    test(`is not what ${JSON.stringify(text)} is`, () =>
      assert.equal(read(text, new PlainUtcTimes()), undefined))
})
