/** The values that stand in Windows' binary XML, by their type (libyal, "Windows XML Event Log (EVTX) format", 4.3). */

const UTF_16 = new TextDecoder('utf-16le')
/** What Windows calls ANSI; the code page of the machine is not told. */
const ANSI = new TextDecoder('windows-1252')

export const BINARY_XML_TYPE = 0x21
const BINARY_TYPE = 0x0e
const ARRAY_FLAG = 0x80
const TEXT_TYPES: ReadonlyMap<number, TextDecoder> = new Map([
  [0x01, UTF_16],
  [0x02, ANSI],
])

/** Bytes of an element and what it says, of the types that have one size. */
const SIZED: ReadonlyMap<number, readonly [bytes: number, read: (view: DataView, at: number) => unknown]> =
  new Map([
    [0x03, [1, (view, at) => view.getInt8(at)]],
    [0x04, [1, (view, at) => view.getUint8(at)]],
    [0x05, [2, (view, at) => view.getInt16(at, true)]],
    [0x06, [2, (view, at) => view.getUint16(at, true)]],
    [0x07, [4, (view, at) => view.getInt32(at, true)]],
    [0x08, [4, (view, at) => view.getUint32(at, true)]],
    [0x09, [8, (view, at) => integer(view.getBigInt64(at, true))]],
    [0x0a, [8, (view, at) => integer(view.getBigUint64(at, true))]],
    [0x0b, [4, (view, at) => view.getFloat32(at, true)]],
    [0x0c, [8, (view, at) => view.getFloat64(at, true)]],
    [0x0d, [4, (view, at) => view.getUint32(at, true) !== 0]],
    [0x0f, [16, guid]],
    [0x11, [8, fileTime]],
    [0x12, [16, systemTime]],
    [0x14, [4, (view, at) => `0x${view.getUint32(at, true).toString(16)}`]],
    [0x15, [8, (view, at) => `0x${view.getBigUint64(at, true).toString(16)}`]],
  ])

/**
 * The value of `size` bytes at `at`: a text, number, boolean, a list of those, or undefined for nothing.
 * Throws RangeError where the bytes do not hold it.
 */
export function binaryValue(view: DataView, type: number, at: number, size: number): unknown {
  if (type === 0x00) return undefined
  const is_array = (type & ARRAY_FLAG) !== 0
  const decoder = TEXT_TYPES.get(type & ~ARRAY_FLAG)
  if (size === 0) return decoder || type === BINARY_TYPE ? '' : undefined
  if (decoder) {
    const text = decoder.decode(bytesAt(view, at, size)).replace(/\0+$/, '')
    return is_array ? text.split('\0') : text
  }
  if (type === 0x10) return pointer(view, at, size)
  if (type === 0x13) return sid(view, at, size)
  const sized = SIZED.get(type & ~ARRAY_FLAG)
  if (!sized) return hex(bytesAt(view, at, size))
  const [bytes, read] = sized
  if (!is_array) return read(view, at)
  return Array.from({ length: Math.floor(size / bytes) }, (_, index) => read(view, at + index * bytes))
}

/** UTF-16 text of `length` characters. */
export function textAt(view: DataView, at: number, length: number): string {
  return UTF_16.decode(bytesAt(view, at, 2 * length))
}

function bytesAt(view: DataView, at: number, size: number): Uint8Array {
  if (at + size > view.byteLength) throw new RangeError('a value reaches beyond the chunk')
  return new Uint8Array(view.buffer, view.byteOffset + at, size)
}

/** A number where it can be exact, its digits otherwise. */
function integer(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}

const pointer = (view: DataView, at: number, size: number) =>
  `0x${(size === 4 ? BigInt(view.getUint32(at, true)) : view.getBigUint64(at, true)).toString(16)}`

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

function guid(view: DataView, at: number): string {
  const part = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0')
  const tail = hex(bytesAt(view, at + 8, 8))
  return [
    part(view.getUint32(at, true), 8),
    part(view.getUint16(at + 4, true), 4),
    part(view.getUint16(at + 6, true), 4),
    tail.slice(0, 4),
    tail.slice(4),
  ].join('-')
}

const MS_FROM_1601_TO_1970 = 11_644_473_600_000n

/** Tenths of microseconds since 1601. */
function fileTime(view: DataView, at: number): string | undefined {
  const ticks = view.getBigUint64(at, true)
  const date = new Date(Number(ticks / 10_000n - MS_FROM_1601_TO_1970))
  if (Number.isNaN(date.getTime())) return undefined
  const micros = String((ticks / 10n) % 1000n).padStart(3, '0')
  return date.toISOString().replace('Z', `${micros}Z`)
}

function systemTime(view: DataView, at: number): string | undefined {
  const [year, month, , day, hour, minute, second, millisecond] = Array.from({ length: 8 }, (_, index) =>
    view.getUint16(at + 2 * index, true),
  )
  const date = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, millisecond))
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** `S-1-5-21-...`: revision, count, authority in big endian, sub-authorities in little endian. */
function sid(view: DataView, at: number, size: number): string {
  const count = view.getUint8(at + 1)
  if (8 + 4 * count > size) throw new RangeError('an identifier reaches beyond its value')
  const authority = view.getUint16(at + 2) * 2 ** 32 + view.getUint32(at + 4)
  const subs = Array.from({ length: count }, (_, index) => view.getUint32(at + 8 + 4 * index, true))
  return ['S', view.getUint8(at), authority, ...subs].join('-')
}
