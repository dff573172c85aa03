/**
 * The frames of PostgreSQL's protocol 3 as far as the SQL port has to know them (PostgreSQL manual, "Message
 * Formats"): where a message ends, what it names, and the few messages that the port says itself.
 */

/** A message of a client: a type, four bytes of length, a body. */
export interface Frame {
  type: string
  bytes: Buffer
}

const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104
const CANCEL_REQUEST = 80_877_102
const HEADER_BYTES = 5
const STARTUP_BYTES_MOST = 10_000
const FRAME_BYTES_MOST = 16 * 1024 * 1024

export type Startup = 'protocol 3' | 'cancel' | 'unknown'

/** A client broke the protocol or its bounds; the message goes to it. */
export class WireError extends Error {
  readonly sqlstate: string
  constructor(sqlstate: string, message: string) {
    super(message)
    this.sqlstate = sqlstate
  }
}

/** A connection that breaks ends like one that is closed; its socket reports the error. */
const goneAway = () => ({ value: undefined, done: true }) as const

/** Cuts what a socket receives into frames. */
export class FrameReader {
  readonly #chunks: AsyncIterator<Buffer>
  #buffer: Buffer = Buffer.alloc(0)

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Reads up to the startup message, refusing encryption on the way; undefined if the client went away. */
  async startup(refuse: () => void): Promise<Startup | undefined> {
    for (;;) {
      if (!(await this.#has(8))) return undefined
      const length = this.#buffer.readInt32BE(0)
      const code = this.#buffer.readInt32BE(4)
      if (length < 8 || length > STARTUP_BYTES_MOST) return 'unknown'
      if (!(await this.#has(length))) return undefined
      this.#take(length)
      if (code === CANCEL_REQUEST) return 'cancel'
      if (code !== SSL_REQUEST && code !== GSS_REQUEST) return code >>> 16 === 3 ? 'protocol 3' : 'unknown'
      refuse()
    }
  }

  /** The next message; undefined if the client went away. */
  async next(): Promise<Frame | undefined> {
    if (!(await this.#has(HEADER_BYTES))) return undefined
    const length = this.#buffer.readInt32BE(1) + 1
    if (length < HEADER_BYTES) throw new WireError('08P01', 'a message with an invalid length')
    if (length > FRAME_BYTES_MOST)
      throw new WireError('54000', `a message of more than ${FRAME_BYTES_MOST} bytes`)
    if (!(await this.#has(length))) return undefined
    const bytes = this.#take(length)
    return { type: String.fromCharCode(bytes.readUInt8(0)), bytes }
  }

  async #has(bytes: number): Promise<boolean> {
    if (this.#buffer.length >= bytes) return true
    const parts = [this.#buffer]
    let length = this.#buffer.length
    while (length < bytes) {
      const { value, done } = await this.#chunks.next().catch(goneAway)
      if (done) return false
      parts.push(value)
      length += value.length
    }
    this.#buffer = Buffer.concat(parts, length)
    return true
  }

  #take(bytes: number): Buffer {
    const taken = this.#buffer.subarray(0, bytes)
    this.#buffer = this.#buffer.subarray(bytes)
    return taken
  }
}

export function frame(type: string, ...body: (Buffer | string)[]): Buffer {
  const parts = body.map(part => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part))
  const content = Buffer.concat(parts)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(type, 0, 'latin1')
  header.writeInt32BE(content.length + 4, 1)
  return Buffer.concat([header, content])
}

export const simpleQuery = (sql: string) => frame('Q', sql)

export const readyForQuery = (status: 'I' | 'T' | 'E') => frame('Z', Buffer.from(status))

export function errorResponse(
  severity: 'ERROR' | 'FATAL',
  sqlstate: string,
  message: string,
  hint?: string,
): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${sqlstate}`, `M${message}`]
  return frame('E', ...fields, ...(hint === undefined ? [] : [`H${hint}`]), '')
}

/** What a server says to a client that it lets in. */
export function welcome(parameters: Record<string, string>): Buffer {
  const authenticated = frame('R', Buffer.alloc(4))
  const statuses = Object.entries(parameters).map(([name, value]) => frame('S', name, value))
  const cancelKey = frame('K', Buffer.alloc(8))
  return Buffer.concat([authenticated, ...statuses, cancelKey, readyForQuery('I')])
}

/** The first field of the first DataRow among messages of a server; undefined if there is none or it is null. */
export function firstFieldOf(messages: Buffer): string | undefined {
  for (let at = 0; at < messages.length; at += 1 + messages.readInt32BE(at + 1)) {
    if (messages[at] !== 'D'.charCodeAt(0)) continue
    const field = at + HEADER_BYTES + 2
    const length = messages.readInt32BE(field)
    return length < 0 ? undefined : messages.toString('utf8', field + 4, field + 4 + length)
  }
  return undefined
}

/** Which prepared statement a message defines, uses or closes; undefined if none. */
export function statementOf({ type, bytes }: Frame): string | undefined {
  const at = statementOffset(type, bytes)
  return at === undefined ? undefined : textAt(bytes, at)
}

/** The message with the name of its prepared statement put behind `prefix`; the unnamed one stays unnamed. */
export function withStatementPrefix(message: Frame, prefix: string): Buffer {
  const { type, bytes } = message
  const at = statementOffset(type, bytes)
  if (at === undefined || textAt(bytes, at) === '') return bytes
  return frame(type, bytes.subarray(HEADER_BYTES, at), Buffer.from(prefix), bytes.subarray(at))
}

function statementOffset(type: string, bytes: Buffer): number | undefined {
  if (type === 'P') return HEADER_BYTES
  if (type === 'B') return bytes.indexOf(0, HEADER_BYTES) + 1 // behind the portal's name
  if ((type === 'D' || type === 'C') && bytes[HEADER_BYTES] === 'S'.charCodeAt(0)) return HEADER_BYTES + 1
  return undefined
}

/** The zero-terminated text at an offset. */
function textAt(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at)
  if (at === 0 || end === -1) throw new WireError('08P01', 'a message whose text does not end')
  return bytes.toString('utf8', at, end)
}
