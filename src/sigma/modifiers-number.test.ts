import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorsOf, selectionText, selects } from './testing/detect.ts'

/** Numbers, dates and addresses (specification, "Numeric", "Time" and "IP Modifiers"). */

describe('lt, lte, gt, gte', () => {
  const cases: [modifier: string, value: number, holds: boolean][] = [
    ['lt', 9, true],
    ['lt', 10, false],
    ['lte', 10, true],
    ['lte', 11, false],
    ['gt', 11, true],
    ['gt', 10, false],
    ['gte', 10, true],
    ['gte', 9.5, false],
  ]
  for (const [modifier, value, holds] of cases)
    test(`${value} is ${holds ? '' : 'not '}${modifier} 10, as a number and as a text`, () => {
      assert.equal(selects(`Count|${modifier}: 10`, { Count: value }), holds)
      assert.equal(selects(`Count|${modifier}: 10`, { Count: String(value) }), holds)
    })

  test('a text that is no decimal number is neither less nor greater', () => {
    for (const value of ['', ' ', '0x10', 'ten', null, true, {}, []])
      for (const modifier of ['lt', 'gte'])
        assert.equal(selects(`Count|${modifier}: 10`, { Count: value }), false)
  })

  test('the rule must give a number', () => {
    for (const value of ["'10'", 'true', 'null'])
      assert.match(errorsOf(selectionText(`Count|lt: ${value}`)).join(), /'lt' needs a number/)
  })
})

describe('neq', () => {
  test('holds where the value differs', () => {
    assert.equal(selects('Count|neq: 10', { Count: 11 }), true)
    assert.equal(selects('Count|neq: 10', { Count: 10 }), false)
    assert.equal(selects('Count|neq: 10', { Count: '10' }), false)
    assert.equal(selects('User|neq: root', { User: 'ROOT' }), false)
  })

  test('of a list holds where no value is the same', () => {
    const selection = 'Count|neq:\n    - 10\n    - 11'
    assert.equal(selects(selection, { Count: 12 }), true)
    assert.equal(selects(selection, { Count: 11 }), false)
  })

  test('is the negation of the line without it: a missing field differs', () => {
    assert.equal(selects('Count|neq: 10', {}), true)
  })

  test('goes with other modifiers', () => {
    assert.equal(selects('User|endswith|neq: root', { User: 'toor' }), true)
    assert.equal(selects('User|endswith|neq: root', { User: 'x\\root' }), false)
  })
})

describe('parts of dates', () => {
  const date = '2024-05-17T08:30:59.123Z'
  const cases: [part: string, value: number][] = [
    ['minute', 30],
    ['hour', 8],
    ['day', 17],
    ['week', 20],
    ['month', 5],
    ['year', 2024],
  ]
  for (const [part, value] of cases)
    test(`the ${part} is ${value}`, () => {
      assert.equal(selects(`Time|${part}: ${value}`, { Time: date }), true)
      assert.equal(selects(`Time|${part}: ${value + 1}`, { Time: date }), false)
    })

  test('can be compared, in either order of the modifiers', () => {
    assert.equal(selects('Time|hour|lt: 9', { Time: date }), true)
    assert.equal(selects('Time|lt|hour: 8', { Time: date }), false)
  })

  test('are read as they are written, without a time zone', () => {
    assert.equal(selects('Time|hour: 23', { Time: '2024-05-17 23:10:00 +02:00' }), true)
  })

  test('weeks are those of ISO 8601', () => {
    assert.equal(selects('Time|week: 53', { Time: '2021-01-03' }), true)
    assert.equal(selects('Time|week: 1', { Time: '2024-12-30' }), true)
  })

  test('what is no date has none', () => {
    for (const value of ['yesterday', 1715934659, '2024-13-01', '2024-05-17 25:00', '', null])
      assert.equal(selects('Time|hour|gte: 0', { Time: value }), false)
  })
})

describe('cidr', () => {
  test('holds for addresses in the network', () => {
    assert.equal(selects('Ip|cidr: 10.0.0.0/8', { Ip: '10.1.2.3' }), true)
    assert.equal(selects('Ip|cidr: fe80::/10', { Ip: 'FE80::1' }), true)
    assert.equal(selects('Ip|cidr: 10.0.0.0/8', { Ip: 'host' }), false)
  })

  test('of a list needs one network', () => {
    assert.equal(selects("Ip|cidr:\n    - 10.0.0.0/8\n    - '::1/128'", { Ip: '::1' }), true)
  })

  test('what is no network is refused', () => {
    assert.match(errorsOf(selectionText('Ip|cidr: 10.0.0.0/99')).join(), /is no IP network/)
  })
})
