import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { BoundedLines, type Line } from './bounded-lines.ts'

function linesOf(chunks: readonly Buffer[], line_bytes_max: number): Line[] {
  const lines = new BoundedLines(line_bytes_max)
  const all: Line[] = []
  for (const chunk of chunks) {
    all.push(...lines.push(chunk))
    assert.ok(lines.held_bytes <= line_bytes_max + 1)
  }
  return [...all, ...lines.end()]
}

const texts = (lines: readonly Line[]) => lines.map(({ value }) => value.toString('latin1'))

describe('cutting a stream into bounded lines', () => {
  test('lines lose their ending, are counted, and the last one needs none', () => {
    const lines = linesOf([Buffer.from('one\r\n\ntwo')], 10)
    assert.deepEqual(texts(lines), ['one', '', 'two'])
    assert.deepEqual(
      lines.map(({ number, cut }) => [number, cut]),
      [
        [0, false],
        [1, false],
        [2, false],
      ],
    )
  })

  test('a long line is cut, one of just the longest length is not', () => {
    const lines = linesOf([Buffer.from('123456\n12345\r\n1234')], 5)
    assert.deepEqual(texts(lines), ['12345', '12345', '1234'])
    assert.deepEqual(
      lines.map(({ cut }) => cut),
      [true, false, false],
    )
  })

  test('the same lines come out, however the stream is split', () => {
    const stream = fc.array(fc.constantFrom('\n', '\r', '\r\n', 'a', 'bcd', '\0', 'é'), { maxLength: 60 })
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.nat(6), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (parts, sizes, max) => {
          const whole = Buffer.from(parts.join(''))
          let at = 0
          const chunks = sizes.map(size => {
            at += size
            return whole.subarray(at - size, at)
          })
          assert.deepEqual(linesOf([...chunks, whole.subarray(at)], max), linesOf([whole], max))
        },
      ),
      { numRuns: 1000 },
    )
  })
})
