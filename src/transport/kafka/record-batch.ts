/**
 * Record batches as brokers keep them: https://kafka.apache.org/documentation/#recordbatch (magic 2). Written in one
 * pass into one buffer: the client library builds each record of many small ones, which costs more than reading the
 * lines, cutting them and compressing them together.
 */
import { compressionsAlgorithms, crc32c } from '@platformatic/kafka'
import type { Compression } from './options.ts'
import type { Parcel } from './parcels.ts'

export interface RecordBatch {
  partition: number
  records: number
  /** All of the batch but for what `sealBatch` writes. */
  bytes: Buffer
}

const HEADER_BYTES = 61
/** Where the header's fields stand. */
const AT = {
  length: 8,
  leader_epoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  last_offset: 23,
  first_time: 27,
  last_time: 35,
  producer_id: 43,
  producer_epoch: 51,
  sequence: 53,
  records: 57,
} as const
const MAGIC = 2
/** The length of a batch is told without the first offset and the length itself. */
const UNCOUNTED_BYTES = 12
/** The work buffer is kept between batches, unless a very long record made it larger than this. */
const KEPT_BYTES_MAX = 8 * 1024 * 1024

export type BatchEncoder = (parcels: readonly Parcel[], time_ms: number) => RecordBatch

/** Gives a function that encodes parcels of one partition, at least one, all under the time `time_ms`. */
export function createBatchEncoder(compression: Compression): BatchEncoder {
  const { compressSync, bitmask } = compressionsAlgorithms[compression]
  let kept = Buffer.alloc(0)
  return (parcels, time_ms) => {
    const [first] = parcels
    if (first === undefined) throw new RangeError('a batch has at least one record')
    const bytes_max = parcels.reduce((sum, parcel) => sum + parcel.bytes, 0)
    const work = kept.length < bytes_max ? Buffer.allocUnsafeSlow(bytes_max) : kept
    if (work.length <= KEPT_BYTES_MAX) kept = work
    const encoded = work.subarray(0, writeRecords(work, parcels))
    const records = compression === 'none' ? encoded : compressSync(encoded)
    const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + records.length)
    bytes.fill(0, 0, HEADER_BYTES)
    bytes.writeInt32BE(bytes.length - UNCOUNTED_BYTES, AT.length)
    bytes.writeInt32BE(-1, AT.leader_epoch)
    bytes.writeInt8(MAGIC, AT.magic)
    bytes.writeInt16BE(bitmask, AT.attributes)
    bytes.writeInt32BE(parcels.length - 1, AT.last_offset)
    bytes.writeBigInt64BE(BigInt(time_ms), AT.first_time)
    bytes.writeBigInt64BE(BigInt(time_ms), AT.last_time)
    bytes.writeInt32BE(parcels.length, AT.records)
    bytes.set(records, HEADER_BYTES)
    return { partition: first.partition, records: parcels.length, bytes }
  }
}

/** Makes the batch the one that follows `sequence - 1` of this producer. May be done again. */
export function sealBatch(
  { bytes }: RecordBatch,
  producer: { id: bigint; epoch: number },
  sequence: number,
): void {
  bytes.writeBigInt64BE(producer.id, AT.producer_id)
  bytes.writeInt16BE(producer.epoch, AT.producer_epoch)
  bytes.writeInt32BE(sequence, AT.sequence)
  bytes.writeUInt32BE(crc32c(bytes.subarray(AT.attributes)), AT.crc)
}

/** Gives how much of `out` was written. */
function writeRecords(out: Buffer, parcels: readonly Parcel[]): number {
  let at = 0
  for (const [offset, { key, record }] of parcels.entries()) {
    const { value, headers } = record
    // Attributes, and the time since the batch's.
    let size = 2 + varintBytes(offset) + blockBytes(value.length)
    size += key === null ? 1 : blockBytes(key.length)
    let count = 0
    for (const name in headers) {
      count++
      size += blockBytes(Buffer.byteLength(name)) + blockBytes(Buffer.byteLength(headers[name] ?? ''))
    }
    size += varintBytes(count)

    at = writeVarint(out, at, size)
    out[at++] = 0
    out[at++] = 0
    at = writeVarint(out, at, offset)
    if (key === null) at = writeVarint(out, at, -1)
    else at = writeBlock(out, at, key)
    at = writeBlock(out, at, value)
    at = writeVarint(out, at, count)
    for (const name in headers) {
      at = writeText(out, at, name)
      at = writeText(out, at, headers[name] ?? '')
    }
  }
  return at
}

const blockBytes = (length: number) => varintBytes(length) + length

function writeBlock(out: Buffer, at: number, bytes: Uint8Array): number {
  const from = writeVarint(out, at, bytes.length)
  out.set(bytes, from)
  return from + bytes.length
}

function writeText(out: Buffer, at: number, text: string): number {
  const from = writeVarint(out, at, Buffer.byteLength(text))
  return from + out.write(text, from)
}

/** Protocol Buffers' signed integers: zigzag, seven bits a byte. Only for numbers of at most 2^30. */
function writeVarint(out: Buffer, at: number, value: number): number {
  let rest = (value << 1) ^ (value >> 31)
  let to = at
  while (rest > 0x7f) {
    out[to++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  out[to++] = rest
  return to
}

/** Of a number that is not negative. */
function varintBytes(value: number): number {
  if (value < 1 << 6) return 1
  if (value < 1 << 13) return 2
  if (value < 1 << 20) return 3
  return value < 1 << 27 ? 4 : 5
}
