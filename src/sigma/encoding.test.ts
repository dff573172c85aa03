import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64, base64Offsets, utf8Bytes, utf16Bytes, utf16WithMark } from './encoding.ts'

const hex = (bytes: string) =>
  [...bytes].map(char => char.charCodeAt(0).toString(16).padStart(2, '0')).join(' ')

test('cmd is encoded as the specification shows', () => {
  assert.equal(hex(utf16Bytes('cmd', 'le')), '63 00 6d 00 64 00')
  assert.equal(hex(utf16Bytes('cmd', 'be')), '00 63 00 6d 00 64')
  assert.equal(hex(utf16WithMark('cmd')), 'ff fe 63 00 6d 00 64 00')
})

test('Base64 encodes the bytes of UTF-8', () => {
  assert.equal(base64(utf8Bytes('föö')), Buffer.from('föö').toString('base64'))
})

test('one of the offset forms stands in the Base64 of every text that holds the value', () => {
  const ascii = fc.string({ unit: 'binary-ascii' })
  fc.assert(
    fc.property(ascii, fc.string({ unit: 'binary-ascii', minLength: 1 }), ascii, (before, value, after) => {
      const whole = btoa(before + value + after)
      const form = base64Offsets(value)[before.length % 3] ?? ''
      assert.ok(whole.includes(form), `${form} in ${whole}`)
    }),
  )
})
