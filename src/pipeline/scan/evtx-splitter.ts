import type { BlockReceiver, Splitter } from './block.ts'

/** The file's header, then chunks that can be read by themselves (libyal, "Windows XML Event Log (EVTX) format"). */
const HEADER_BYTES = 4096
const CHUNK_BYTES = 65_536
const FILE_MAGIC = 'ElfFile\0'
const CHUNK_MAGIC = 'ElfChnk\0'
const FILE_CHUNK_COUNT_AT = 42
const FREE_SPACE_AT = 48
const FIRST_RECORD_AT = 512
const RECORD_MAGIC = 0x2a2a
/** Magic, size, number, time. */
export const EVTX_RECORD_HEADER_BYTES = 24
/** The size stands at the end once more. */
const RECORD_BYTES_MIN = EVTX_RECORD_HEADER_BYTES + 4
/** Chunks of a block. */
const BLOCK_CHUNKS = 8

export function beginsEvtx(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, FILE_MAGIC.length)).toString('latin1') === FILE_MAGIC
}

/** Cuts a Windows event log into blocks of chunks; records are counted in all of them. */
export class EvtxSplitter implements Splitter {
  readonly #receiver: BlockReceiver
  readonly #header = Buffer.alloc(HEADER_BYTES)
  #chunks = Buffer.alloc(BLOCK_CHUNKS * CHUNK_BYTES)
  /** Bytes of the file so far. */
  #length = 0
  /** Bytes in `#chunks`. */
  #filled = 0
  /** Chunks in `#chunks` that hold records. */
  #used: { start: number; end: number }[] = []
  #records = 0
  #first_line = 1

  constructor(receiver: BlockReceiver) {
    this.#receiver = receiver
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const in_header = this.#length < HEADER_BYTES
      const room = in_header ? HEADER_BYTES - this.#length : CHUNK_BYTES - (this.#filled % CHUNK_BYTES)
      const part = bytes.subarray(at, at + room)
      if (in_header) this.#header.set(part, this.#length)
      else {
        this.#chunks.set(part, this.#filled)
        this.#filled += part.length
        if (part.length === room) this.#chunk(CHUNK_BYTES)
      }
      this.#length += part.length
      at += part.length
    }
  }

  flush(): void {
    if (this.#filled % CHUNK_BYTES === 0) this.#give()
  }

  end(): void {
    const rest = this.#filled % CHUNK_BYTES
    if (rest > 0) this.#chunk(rest)
    this.#give()
    const chunks = Math.max(0, this.#length - HEADER_BYTES) / CHUNK_BYTES
    const expected = this.#header.readUInt16LE(FILE_CHUNK_COUNT_AT)
    if (chunks < expected || this.#length < HEADER_BYTES)
      this.#receiver.damaged(
        `the file ends after ${this.#length} bytes, in chunk ${Math.floor(chunks) + 1} of ${expected}`,
      )
  }

  /** A chunk is there, or `present` bytes of it and the file's end. */
  #chunk(present: number): void {
    const start = this.#filled - present
    const chunk = this.#chunks.subarray(start, this.#filled)
    if (chunk.toString('latin1', 0, CHUNK_MAGIC.length) === CHUNK_MAGIC) {
      const { records, end } = evtxRecords(chunk)
      if (records.length > 0) this.#used.push({ start, end: this.#filled })
      this.#records += records.length
      if (present === CHUNK_BYTES && end < Math.min(chunk.readUInt32LE(FREE_SPACE_AT), CHUNK_BYTES))
        this.#damaged(`what is behind byte ${end} is no record`)
    } else if (chunk.some(byte => byte !== 0)) this.#damaged('no chunk')
    if (this.#filled === this.#chunks.length) this.#give()
  }

  #damaged(reason: string): void {
    const number = Math.floor((this.#length - HEADER_BYTES) / CHUNK_BYTES) + 1
    this.#receiver.damaged(`chunk ${number}: ${reason}`)
  }

  #give(): void {
    if (this.#used.length > 0) {
      const bounds = Int32Array.from(this.#used.flatMap(({ start, end }) => [start, end]))
      const records = { bytes: this.#chunks, bounds, count: this.#used.length }
      this.#receiver.block(this.#first_line, records, 'evtx')
      this.#chunks = Buffer.alloc(BLOCK_CHUNKS * CHUNK_BYTES)
    }
    this.#first_line += this.#records
    this.#records = 0
    this.#used = []
    this.#filled = 0
  }
}

export interface ChunkRecords {
  readonly records: readonly { readonly start: number; readonly end: number }[]
  /** Where the last of them ends. */
  readonly end: number
}

/**
 * Where the records of a chunk lie, as far as one leads to the next. Behind its free space begins what is left of
 * records that were written before.
 */
export function evtxRecords(chunk: Uint8Array): ChunkRecords {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (chunk.length < FIRST_RECORD_AT) return { records: [], end: FIRST_RECORD_AT }
  const limit = Math.min(chunk.length, view.getUint32(FREE_SPACE_AT, true))
  const records: { start: number; end: number }[] = []
  let start = FIRST_RECORD_AT
  while (start + RECORD_BYTES_MIN <= limit && view.getUint32(start, true) === RECORD_MAGIC) {
    const end = start + view.getUint32(start + 4, true)
    if (end < start + RECORD_BYTES_MIN || end > limit) break
    records.push({ start, end })
    start = end
  }
  return { records, end: start }
}
