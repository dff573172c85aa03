import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { binaryValue } from './values.ts'

function read(type: number, hex: string): unknown {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  return binaryValue(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), type, 0, bytes.length)
}

describe('a value of binary XML', () => {
  for (const [what, type, hex, expected] of [
    ['nothing', 0x00, '', undefined],
    ['an empty text', 0x01, '', ''],
    ['a text with the zero behind it', 0x01, '6100 e400 3dd800de 0000', 'aä😀'],
    ['a text of one byte a character', 0x02, '61 e4 00', 'aä'],
    ['a signed byte', 0x03, 'ff', -1],
    ['an unsigned byte', 0x04, 'ff', 255],
    ['two bytes', 0x06, '0102', 0x201],
    ['a negative number of four bytes', 0x07, 'feffffff', -2],
    ['eight bytes', 0x0a, '0100000001000000', 2 ** 32 + 1],
    ['more than a number can hold', 0x0a, 'ffffffffffffffff', '18446744073709551615'],
    ['a fraction', 0x0c, '000000000000f83f', 1.5],
    ['true', 0x0d, '01000000', true],
    ['bytes', 0x0e, '00ff1a', '00FF1A'],
    ['no bytes', 0x0e, '', ''],
    ['a GUID', 0x0f, '25968454 7854 9449 a5ba3e3b0328c30d', '54849625-5478-4994-A5BA-3E3B0328C30D'],
    ['a pointer of a 32-bit machine', 0x10, '10130000', '0x1310'],
    ['a pointer', 0x10, 'f8e94fef0080ffff', '0xffff8000ef4fe9f8'],
    ['a time', 0x11, '661f46f457c8d701', '2021-10-23T21:50:11.666519Z'],
    ['a time in parts', 0x12, 'e507 0a00 0600 1700 1500 3200 0b00 9a02', '2021-10-23T21:50:11.666Z'],
    [
      'an account',
      0x13,
      '01 05 000000000005 15000000 01000000 02000000 03000000 57040000',
      'S-1-5-21-1-2-3-1111',
    ],
    ['a hexadecimal number', 0x14, '6e0000c0', '0xc000006e'],
    ['a long hexadecimal number', 0x15, '0000000000001080', '0x8010000000000000'],
    ['texts', 0x81, '6100 0000 6200 0000', ['a', 'b']],
    ['numbers', 0x86, '0100 0200', [1, 2]],
    ['what no one knows', 0x7f, '01ff', '01FF'],
  ] as const) {
    test(`is read: ${what}`, () => assert.deepEqual(read(type, hex), expected))
  }

  test('that is shorter than its type is refused', () => {
    for (const [type, hex] of [
      [0x08, '01'],
      [0x0f, '0102'],
      [0x13, '01ff0000000000050000'],
    ] as const)
      assert.throws(() => read(type, hex), RangeError)
  })
})
