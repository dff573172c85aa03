import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerAddress, peerHost, urlHost } from './peer.ts'

test('a peer is known by the address that people know', () => {
  assert.equal(peerAddress('::ffff:192.0.2.7'), '192.0.2.7')
  assert.equal(peerAddress('fe80::1%eth0'), 'fe80::1')
  assert.equal(peerAddress('2001:db8::1'), '2001:db8::1')
  assert.equal(urlHost('2001:db8::1'), '[2001:db8::1]')
  assert.equal(urlHost('192.0.2.7'), '192.0.2.7')
})

test('what another machine sends is of that machine, what this one sends is not told apart', () => {
  assert.deepEqual(peerHost('192.0.2.7'), { host: '192.0.2.7' })
  for (const address of ['127.0.0.1', '127.9.9.9', '::1']) assert.deepEqual(peerHost(address), {})
})
