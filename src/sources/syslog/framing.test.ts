import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { SyslogFraming, withoutEnding } from './framing.ts'

function messagesOf(chunks: readonly (string | Buffer)[], message_bytes_max = 1000): string[] {
  const framing = new SyslogFraming(message_bytes_max)
  const messages = chunks.flatMap(chunk => framing.push(Buffer.from(chunk)))
  messages.push(...framing.end())
  return messages.map(({ value, cut }) =>
    cut ? `${value.toString('latin1')} (cut)` : value.toString('latin1'),
  )
}

describe('cutting a syslog stream into messages', () => {
  test('lines end at a line feed, and lose it and a carriage return', () => {
    assert.deepEqual(messagesOf(['<13>one\n<13>two\r\n\n<13>three']), ['<13>one', '<13>two', '<13>three'])
  })

  test('counted messages hold any byte, line feeds among them', () => {
    assert.deepEqual(messagesOf(['8 <13>a\nbc9 <13>12 <x']), ['<13>a\nbc', '<13>12 <x'])
  })

  test('both kinds may follow one another, with a line feed behind a count or without', () => {
    assert.deepEqual(messagesOf(['5 <13>a\n<13>b\n5 <13>c5 <13>d\n']), ['<13>a', '<13>b', '<13>c', '<13>d'])
  })

  test('a line that begins with a number is a line', () => {
    assert.deepEqual(messagesOf(['2024 was a year\n12\n99999999 <13>x\n7']), [
      '2024 was a year',
      '12',
      '99999999 <13>x',
      '7',
    ])
  })

  test('what is too long is cut, and the next message is whole', () => {
    assert.deepEqual(messagesOf(['123456789\n<13>next\n'], 5), ['12345 (cut)', '<13>n (cut)'])
    assert.deepEqual(messagesOf(['20 <3>456789012345678905 <3>ab'], 5), ['<3>45 (cut)', '<3>ab'])
  })

  test('a message of just the longest length is whole, whatever ends it', () => {
    assert.deepEqual(messagesOf(['12345\r\n', '12345\n', '7 <3>45\r\n'], 5), ['12345', '12345', '<3>45'])
  })

  test('a stream that ends within a counted message leaves what came of it', () => {
    assert.deepEqual(messagesOf(['50 <13>half']), ['<13>half (cut)'])
  })

  test('of a datagram its ending is taken off', () => {
    assert.equal(withoutEnding(Buffer.from('<13>a b\r\n\0')).toString(), '<13>a b')
    assert.equal(withoutEnding(Buffer.from('\n')).length, 0)
  })

  test('the same messages come out, however the stream is split', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\0',
        ' ',
        '<',
        '5 <13>a',
        '12 <13>b\nc',
        '0 <',
        '1234567 <',
        '12345678 <',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({ maxLength: 12 }).map(text => `${Buffer.byteLength(text) + 1} <${text}`),
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 20 }),
        fc.array(fc.nat(30), { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (parts, lengths, message_bytes_max) => {
          const stream = Buffer.from(parts.join(''))
          const chunks: Buffer[] = []
          let at = 0
          for (const length of lengths) {
            chunks.push(stream.subarray(at, at + length))
            at += length
          }
          chunks.push(stream.subarray(at))
          assert.deepEqual(messagesOf(chunks, message_bytes_max), messagesOf([stream], message_bytes_max))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('well-formed messages come out as they went in, in either framing', () => {
    const message = fc
      .uint8Array({ maxLength: 60 })
      .map(bytes => Buffer.concat([Buffer.from('<13>'), Buffer.from(bytes), Buffer.from('.')]))
    const framed = fc.tuple(message, fc.boolean()).map(([value, counted]) => {
      const line = Buffer.from(value.map(byte => (byte === 0x0a ? 0x20 : byte)))
      return counted
        ? { value, frame: Buffer.concat([Buffer.from(`${value.length} `), value]) }
        : { value: line, frame: Buffer.concat([line, Buffer.from('\n')]) }
    })
    fc.assert(
      fc.property(fc.array(framed, { maxLength: 20 }), messages => {
        assert.deepEqual(
          messagesOf([Buffer.concat(messages.map(({ frame }) => frame))]),
          messages.map(({ value }) => value.toString('latin1')),
        )
      }),
      { numRuns: 500 },
    )
  })
})
