import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventOfElement } from '../xml/element.ts'
import { BinaryXml } from './binary-xml.ts'

/** A chunk whose bytes are put there piece by piece. */
class Chunk {
  readonly bytes = Buffer.alloc(4096)
  at = 0

  put(...bytes: number[]): this {
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
    return this
  }

  u16(value: number): this {
    this.at = this.bytes.writeUInt16LE(value, this.at)
    return this
  }

  u32(value: number): this {
    this.at = this.bytes.writeUInt32LE(value, this.at)
    return this
  }

  /** Counted, as texts stand in templates. */
  text(text: string): this {
    this.u16(text.length)
    this.at += this.bytes.write(text, this.at, 'utf16le')
    return this
  }

  /** A name that is used for the first time. */
  name(name: string): this {
    return this.u32(this.at + 4)
      .u32(0)
      .u16(0)
      .text(name)
      .u16(0)
  }

  open(name: string): this {
    return this.put(0x01).u16(0).u32(0).name(name)
  }

  /** An instance of the template whose definition stands at `definition`. */
  instance(definition: number, values: readonly (readonly [type: number, bytes: Buffer])[]): this {
    this.put(0x0c, 1).u32(7).u32(definition).u32(values.length)
    for (const [type, { length }] of values) this.u16(length).put(type, 0)
    for (const [, bytes] of values) this.put(...bytes)
    return this
  }
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('binary XML', () => {
  test('is read with its attributes, texts and empty elements', () => {
    const chunk = new Chunk()
      .put(0x0f, 1, 1, 0)
      .put(0x41)
      .u16(0)
      .u32(0)
      .name('Event')
      .u32(0)
      .put(0x06)
      .name('Id')
      .put(0x05, 0x01)
      .text('7')
      .put(0x02)
      .open('Empty')
      .put(0x03)
      .open('Text')
      .put(0x02, 0x45, 0x01)
      .text('a')
      .put(0x48)
      .u16(0x42)
      .put(0x49)
      .name('amp')
      .put(0x04, 0x04, 0x00)
    const [root] = new BinaryXml(chunk.bytes).elements(0, chunk.at)
    assert.deepEqual(root, {
      name: 'Event',
      attributes: { Id: '7' },
      children: [
        { name: 'Empty', attributes: {}, children: [], text: undefined },
        { name: 'Text', attributes: {}, children: [], text: 'aB&' },
      ],
      text: undefined,
    })
  })

  /** Returns where the definition begins. */
  function define(chunk: Chunk, content: () => void): number {
    const start = chunk.at
    chunk.at += 24
    content()
    chunk.bytes.writeUInt32LE(chunk.at - start - 24, start + 20)
    return start
  }

  test('of a template gets the values of its instance, with their types', () => {
    const chunk = new Chunk()
    const definition = define(chunk, () => {
      chunk.put(0x0f, 1, 1, 0).open('Event').put(0x02)
      chunk.open('System').put(0x02).open('EventID').put(0x02, 0x0d).u16(1).put(0x06, 0x04, 0x04)
      chunk.open('EventData').put(0x02, 0x0e).u16(0).put(0x21, 0x04, 0x04, 0x00)
    })
    // Elements in a value lack the id of what they depend on.
    const data = new Chunk()
    const start = chunk.at
    const inner = start + 10 + 4 + 2 * 4
    data.at = inner
    data.put(0x41).u32(0).name('Data').u32(0).put(0x06).name('Name').put(0x05, 0x01).text('User')
    data.put(0x02, 0x45, 0x01).text('anna').put(0x04, 0x00)
    chunk.instance(definition, [
      [0x21, data.bytes.subarray(inner, data.at)],
      [0x06, Buffer.from([0x10, 0x12])],
    ])
    const [root] = new BinaryXml(chunk.bytes).elements(start, chunk.at)
    assert.deepEqual(root && eventOfElement(root), {
      Event: { System: { EventID: 0x1210 }, EventData: { User: 'anna' } },
    })
  })

  test('of a template that names itself is refused', () => {
    for (const times of [1, 2]) {
      const chunk = new Chunk()
      const definition = define(chunk, () => {
        for (let time = 0; time < times; time++) chunk.instance(0, [])
      })
      const start = chunk.at
      chunk.instance(definition, [[0x01, utf16('x')]])
      assert.throws(() => new BinaryXml(chunk.bytes).elements(start, chunk.at), RangeError)
    }
  })

  test('that leads out of the chunk is refused', () => {
    const places = [
      new Chunk().put(0x01).u16(0).u32(0).u32(0xffff_fff0),
      new Chunk().put(0x0c, 1).u32(7).u32(0xffff_fff0).u32(0),
      new Chunk().put(0x0c, 1).u32(7).u32(0).u32(0xffff_ffff),
      new Chunk().put(0x45, 0x01).u16(0xffff),
    ]
    for (const { bytes, at } of places) assert.throws(() => new BinaryXml(bytes).elements(0, at), RangeError)
  })
})
