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

  test('is the records that exports have in a map, and what stands around them is not', () => {
    for (const text of [
      '{"@odata.context":"https://x/[y]","@odata.count":1,"value":[{"a":1},{"b":[2]}]}',
      '{"value":[{"a":1},{"b":[2]}],"nextLink":"https://x"}',
      '{\n "Events": [\n{"a":1},{"b":[2]}]}',
      '{"kind":"admin#reports#activities","etag":"e","items":[{"a":1},{"b":[2]}]}',
      '{"messageType":"DATA_MESSAGE","subscriptionFilters":["f"],"logEvents":[{"a":1},{"b":[2]}]}',
      '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{"a":1},{"b":[2]}]}',
      '{"took":3,"timed_out":false,"hits":{"total":{"value":2},"hits":[{"a":1},{"b":[2]}]}}',
      '{"Records":[{"a":1},{"b":[2]}],"more":{"value":[1]}}',
      '{"Records":[{"a":1}]}\n{"Records":[{"b":[2]}]}\n',
      '[{"a":1}]\n[{"b":[2]}]\n',
    ])
      for (const cuts of [[], [5], [20, 40], [...Array(30).keys()]])
        assert.deepEqual(
          split(Buffer.from(text), cuts, false, { block_bytes: 64, record_bytes_max: 64 }),
          { records: ['{"a":1}', '{"b":[2]}'], left_out: [], damages: [] },
          text,
        )
    assert.match(split(Buffer.from('{"Records":[]}{"a":1}')).damages.join(), /a map without records/)
  })

  test('is the maps that are written over several lines, and the lines of anything between', () => {
    const object = fc.object({ maxDepth: 2, maxKeys: 2, values: [fc.constantFrom('}\\"', 1, '{')] })
    const indented = object.map(value => JSON.stringify({ a: value }, undefined, 1))
    fc.assert(
      fc.property(
        fc.array(fc.oneof(indented, fc.constant('no JSON {')), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('\n', ',\r\n'),
        fc.nat(),
        (parts, between, seed) => {
          const records = ['{\n}', ...parts.filter(part => part.length < 64)]
          // The line's own blanks and comma are its.
          const text = records.map(part => (part.startsWith('{') ? part + between : `${part}\n`)).join('')
          const bytes = Buffer.from(text)
          const [cuts = []] = fc.sample(cutsOf(bytes.length), { numRuns: 1, seed })
          const expected = records.map(part => Buffer.from(part).toString('latin1'))
          for (const flushes of [false, true])
            assert.deepEqual(split(bytes, cuts, flushes), { records: expected, left_out: [], damages: [] })
        },
      ),
    )
    assert.deepEqual(split(Buffer.from('\uFEFF{\r\n"a":1}')).records, ['{\r\n"a":1}'])
    assert.deepEqual(split(Buffer.from('{\n"a":1}\n{"b":')).records, ['{\n"a":1}', '{"b":'])
  })

  test('is events in XML, on one line or many, with or without an element around them', () => {
    const event = '<Event xmlns="x">\n <System/>\n</Event>'
    for (const text of [
      `${event}\n${event}`,
      `\uFEFF<?xml version="1.0"?>\r\n<Events>${event}${event}</Events>\r\n`,
      `<Events a="b">\n<!-- c -->\n${event}\n\n${event}</Events>`,
    ])
      for (const cuts of [[], [3], [20, 44, 60], [...Array(90).keys()]])
        assert.deepEqual(
          split(Buffer.from(text), cuts),
          { records: [event, event], left_out: [], damages: [] },
          text,
        )
    assert.deepEqual(split(Buffer.from(`${event}\nelse \n<Eve`)).records, [event, 'else', '<Eve'])
    assert.deepEqual(split(Buffer.from(`<Event>${'x'.repeat(99)}</Event>\n${event}`)), {
      records: ['', event],
      left_out: [1],
      damages: [],
    })
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
    const unmarked = Buffer.from('{"a":"é"}\r\n', 'utf16le')
    for (const bytes of [unmarked, Buffer.from(unmarked).swap16()])
      for (const cuts of [[], [1, 9]])
        assert.deepEqual(split(bytes, cuts).records, [Buffer.from('{"a":"é"}').toString('latin1')])
  })

  test('is binary with a zero at its beginning, unless it is of a known kind', () => {
    assert.equal(isBinary(Buffer.from('a\0b')), true)
    for (const text of ['', 'text', 'ElfFile\0']) assert.equal(isBinary(Buffer.from(text)), false)
    for (const text of ['\uFEFFa', 'text enough']) assert.equal(isBinary(Buffer.from(text, 'utf16le')), false)
  })
})
