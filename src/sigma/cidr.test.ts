import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isInNetwork, parseNetwork } from './cidr.ts'

function contains(network: string, address: string): boolean {
  const parsed = parseNetwork(network)
  assert.ok(parsed, `${network} is a network`)
  return isInNetwork(address, parsed)
}

describe('addresses in networks', () => {
  const cases: [network: string, address: string, inside: boolean][] = [
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['192.168.1.128/25', '192.168.1.127', false],
    ['192.168.1.128/25', '192.168.1.128', true],
    ['0.0.0.0/0', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['fe80::/10', 'febf::1', true],
    ['fe80::/10', 'fec0::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['2001:db8::/32', '2001:0DB8:0:0:0:0:0:1', true],
    ['::1/128', '0:0:0:0:0:0:0:1', true],
    ['::/0', '2001:db8::1', true],
    ['0.0.0.0/0', '::1', false],
  ]
  for (const [network, address, inside] of cases)
    test(`${address} is ${inside ? '' : 'not '}in ${network}`, () => {
      assert.equal(contains(network, address), inside)
    })
})

test('an IPv4-mapped address counts as version 4', () => {
  assert.equal(contains('10.0.0.0/8', '::ffff:10.1.2.3'), true)
  assert.equal(contains('::ffff:0:0/96', '10.1.2.3'), true)
})

test('what is no address is in no network', () => {
  for (const text of [
    '',
    'host',
    '10.0.0',
    '10.0.0.0.0',
    '010.0.0.1',
    '10.0.0.256',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8::',
    ':',
    ':1',
    '10.0.0.1:443',
    '12345::',
    '::1.2.3',
    `${'1:'.repeat(5000)}1`,
  ])
    for (const network of ['0.0.0.0/0', '::/0']) assert.equal(contains(network, text), false, text)
})

test('what is no network is refused', () => {
  for (const text of [
    '',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/a',
    'net',
  ])
    assert.equal(parseNetwork(text), undefined, text)
})

test('bits behind the prefix are noticed', () => {
  assert.equal(parseNetwork('10.0.0.1/8')?.has_host_bits, true)
  assert.equal(parseNetwork('10.0.0.0/8')?.has_host_bits, false)
  assert.equal(parseNetwork('10.0.0.1')?.has_host_bits, false)
})
