import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Content, isBinary } from './content.ts'

const SIZES = { block_bytes: 16, record_bytes_max: 64 }

interface Found {
  /** By number, from 1. */
  records: string[]
  left_out: number[]
  damages: string[]
}

function split(bytes: Uint8Array, cuts: readonly number[] = [], flushes = false, sizes = SIZES): Found {
  const found: Found = { records: [], left_out: [], damages: [] }
  const content = new Content(
    {
      block(first_line, { bytes, bounds, count }) {
        assert.equal(first_line, found.records.length + 1)
        for (let line = 0; line < count; line++)
          found.records.push(
            Buffer.from(bytes.subarray(bounds[2 * line], bounds[2 * line + 1])).toString('latin1'),
          )
      },
      leftOut: line => found.left_out.push(line),
      damaged: reason => found.damages.push(reason),
    },
    sizes,
  )
  let start = 0
  for (const cut of [...cuts, bytes.length]) {
    // What was pushed is overwritten by who reads a file.
    const chunk = Uint8Array.from(bytes.subarray(start, cut))
    content.push(chunk)
    chunk.fill(0)
    if (flushes) content.flush()
    start = Math.max(start, cut)
  }
  content.end()
  return found
}

const cutsOf = (length: number) =>
  fc.array(fc.nat({ max: length }), { maxLength: 8 }).map(cuts => cuts.sort((a, b) => a - b))

describe('the content of a file', () => {
  test('is lines, whichever way it comes and ends', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '{', '"', '\r', ',', 'é', ' '), maxLength: 30 })
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.nat(),
        (lines, ending, ends, seed) => {
          const text = `first${ending}${lines.map(text => text + ending).join('')}`
          const bytes = Buffer.from(ends ? text : text.slice(0, -ending.length))
          const expected = bytes
            .toString('latin1')
            .split('\n')
            .map(one => one.replace(/\r$/, ''))
          if (expected.at(-1) === '' && (ends || bytes.at(-1) === 10)) expected.pop()
          const [cuts = []] = fc.sample(cutsOf(bytes.length), { numRuns: 1, seed })
          for (const flushes of [false, true])
            assert.deepEqual(split(bytes, cuts, flushes), { records: expected, left_out: [], damages: [] })
        },
      ),
    )
  })

  test('is the elements of an array, whichever way it comes and is spaced', () => {
    const element = fc
      .object({
        maxDepth: 1,
        maxKeys: 2,
        key: fc.constantFrom('a', '}', '"'),
        values: [fc.constantFrom('],\\"', 1, '[{')],
      })
      .map(object => JSON.stringify(object))
      .filter(text => text.length < 50)
    const space = fc.constantFrom('', ' ', '\n\t')
    fc.assert(
      fc.property(
        fc.array(element, { minLength: 1 }),
        space,
        fc.boolean(),
        fc.nat(),
        (elements, blank, is_wrapped, seed) => {
          const array = `${blank}[${elements.map(text => blank + text + blank).join(',')}]${blank}`
          const bytes = Buffer.from(is_wrapped ? `{"Records"${blank}:${array}}\n` : array)
          const [cuts = []] = fc.sample(cutsOf(bytes.length), { numRuns: 1, seed })
          const records = elements.map(text => Buffer.from(text).toString('latin1'))
          for (const flushes of [false, true])
            assert.deepEqual(split(bytes, cuts, flushes), { records, left_out: [], damages: [] })
        },
      ),
    )
  })

  test('is lines where a bracket begins anything but objects', () => {
    for (const text of ['[Wed Oct 11] x', '[error] {', '["a"]', '{"Records":1}', '{"a":[{}]}', '[[1]]'])
      assert.deepEqual(split(Buffer.from(`${text}\nb`)).records, [text, 'b'])
    assert.deepEqual(split(Buffer.from('[]')).records, [])
    assert.deepEqual(split(Buffer.from(' [ ] ')).records, [])
    assert.deepEqual(split(Buffer.from('')).records, [])
  })

  test('leaves out what is too long, in its place and however it comes', () => {
    for (const cuts of [[], [7], [70, 71], [1, 2, 3, 100]]) {
      const lines = Buffer.from(
        `a\n${'x'.repeat(63)}\n${'y'.repeat(64)}\n${'z'.repeat(500)}\nb\n${'z'.repeat(64)}`,
      )
      assert.deepEqual(split(lines, cuts), {
        records: ['a', 'x'.repeat(63), '', '', 'b', ''],
        left_out: [3, 4, 6],
        damages: [],
      })
      const array = Buffer.from(`[{"a":1},{"b":"${'x'.repeat(100)}]"},{"c":1}]`)
      assert.deepEqual(split(array, cuts), {
        records: ['{"a":1}', '', '{"c":1}'],
        left_out: [2],
        damages: [],
      })
    }
  })

  test('tells of an array that has no end, or more behind it, and gives what is there', () => {
    const cut = split(Buffer.from('[{"a":1},{"b":'))
    assert.deepEqual(cut.records, ['{"a":1}', '{"b":'])
    assert.match(cut.damages.join(), /no end \(after record 2\)/)
    const more = split(Buffer.from('[{"a":1}]\n{"b":1}\n'))
    assert.deepEqual(more.records, ['{"a":1}'])
    assert.match(more.damages.join(), /text behind the end of the array \(after record 1\)/)
  })

  test('in UTF-16 is what it is in UTF-8', () => {
    const text = '\uFEFFé1\r\nzwei😀\n'
    const little = Buffer.from(text, 'utf16le')
    const big = Buffer.from(little).swap16()
    const expected = ['é1', 'zwei😀'].map(line => Buffer.from(line).toString('latin1'))
    for (const bytes of [little, big])
      for (const cuts of [[], [9], [1, 3, 15]]) assert.deepEqual(split(bytes, cuts).records, expected)
    assert.deepEqual(split(Buffer.from('\uFEFF[{"a":1}]', 'utf16le')).records, ['{"a":1}'])
  })

  test('is binary with a zero at its beginning, unless it is of a known kind', () => {
    assert.equal(isBinary(Buffer.from('a\0b')), true)
    for (const text of ['', 'text', 'ElfFile\0']) assert.equal(isBinary(Buffer.from(text)), false)
    assert.equal(isBinary(Buffer.from('\uFEFFa', 'utf16le')), false)
  })
})
