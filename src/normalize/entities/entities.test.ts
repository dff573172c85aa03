import assert from 'node:assert/strict'
import { isIPv6 } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { EntitySet } from './entity-set.ts'
import { canonicalIp, isIpv4, isIpv6 } from './ip-address.ts'
import { addTextEntities } from './text-entities.ts'

const found = (text: string) => {
  const entities = new EntitySet()
  addTextEntities(text, entities)
  return entities.toList().map(({ type, value }) => `${type} ${value}`)
}

describe('entities of free text', () => {
  for (const [text, expected] of [
    ['ALERT: Failed login attempt from IP 1.2.3.4', ['ip 1.2.3.4']],
    ['from 1.2.3.4:22, [10.0.0.1] and (10.0.0.2).', ['ip 1.2.3.4', 'ip 10.0.0.1', 'ip 10.0.0.2']],
    ['version 1.2.3.4.5 of 300.1.1.1 at 1.2.3', []],
    ['from [2001:db8::1]:443 and ::1 and ::ffff:192.0.2.1', ['ip 192.0.2.1', 'ip 2001:db8::1', 'ip ::1']],
    ['at 12:00:00 by 00:0d:3a:13:e3:69 in std::vector, a::b', []],
    ['login of user=alice, username: "bob", for user carol', ['user alice', 'user bob', 'user carol']],
    ['invalid user dave from 0.0.0.0', ['user dave']],
    ['user=- user=(null) acct="root"', ['user root']],
  ] as const) {
    test(`are found: ${text}`, () => assert.deepEqual(found(text), expected))
  }

  test('are looked for in the first 16 KiB', () => {
    assert.deepEqual(found(`${'x '.repeat(8000)}1.2.3.4`), ['ip 1.2.3.4'])
    assert.deepEqual(found(`${'x '.repeat(9000)}1.2.3.4`), [])
  })
})

describe('an IP address', () => {
  test('is what the system library takes for one', () => {
    fc.assert(fc.property(fc.ipV6(), text => isIpv6(text) === isIPv6(text)))
    fc.assert(fc.property(fc.ipV4(), text => isIpv4(text)))
    const near = fc.string({ unit: fc.constantFrom(...':::0aF.1'), maxLength: 45 })
    fc.assert(
      fc.property(near, text => isIpv6(text) === isIPv6(text)),
      { numRuns: 5000 },
    )
  })

  test('is shown in one spelling, and not at all where it stands for none', () => {
    assert.equal(canonicalIp('2001:DB8::1'), '2001:db8::1')
    assert.equal(canonicalIp('::ffff:192.0.2.1'), '192.0.2.1')
    assert.equal(canonicalIp('0.0.0.0'), undefined)
    assert.equal(canonicalIp('example.com'), undefined)
  })
})
