/**
 * Cuts a syslog stream into messages (RFC 6587): octet-counted (`LENGTH SPACE MESSAGE`, the only form of RFC 5425) or
 * ended by a line feed. Senders of both kinds meet on one port, and some mix them, so each message is looked at anew:
 * a count is digits and a space before the `<` that every counted message begins with; all else is a line.
 */
export interface Message {
  value: Buffer
  /** Whether the message was longer than may be, or ended before its count did. */
  cut: boolean
}

const LINE_FEED = 0x0a
const ENDINGS: ReadonlySet<number> = new Set([0x00, LINE_FEED, 0x0d])
/** What is kept beyond the limit, since it may be no part of the message. */
const LINE_ENDING_BYTES_MAX = 2
/** A count of up to seven digits. */
const COUNT = /^([1-9]\d{0,6}) </
const BEGINNING_OF_COUNT = /^[1-9]\d{0,6} ?$/
const COUNT_LENGTH_MAX = 9

export class SyslogFraming {
  readonly #message_bytes_max: number
  /** Bytes of which it is not known yet whether they are a count; never more than `COUNT_LENGTH_MAX`. */
  #undecided = Buffer.alloc(0)
  /** What the message under way is ended by: a line feed, or so many bytes more; null between messages. */
  #until: 'line feed' | number | null = null
  #pieces: Buffer[] = []
  #held_bytes = 0
  #cut = false

  constructor(message_bytes_max: number) {
    this.#message_bytes_max = message_bytes_max
  }

  /** The messages that `chunk` completes, as parts of it where they lie in it whole. */
  push(chunk: Buffer): Message[] {
    const messages: Message[] = []
    let rest = this.#undecided.length === 0 ? chunk : Buffer.concat([this.#undecided, chunk])
    this.#undecided = Buffer.alloc(0)
    while (rest.length > 0) {
      if (this.#until === null) {
        const head = rest.toString('latin1', 0, COUNT_LENGTH_MAX)
        if (BEGINNING_OF_COUNT.test(head) && head.length === rest.length) {
          this.#undecided = Buffer.from(rest)
          break
        }
        const count = COUNT.exec(head)?.[1]
        this.#until = count === undefined ? 'line feed' : Number(count)
        if (count !== undefined) rest = rest.subarray(count.length + 1)
      }
      rest =
        this.#until === 'line feed' ? this.#line(rest, messages) : this.#counted(rest, this.#until, messages)
    }
    return messages
  }

  /** What is left when the stream ends: an unfinished message is better than none. */
  end(): Message[] {
    const messages: Message[] = []
    this.#keep(this.#undecided)
    this.#undecided = Buffer.alloc(0)
    if (typeof this.#until === 'number') this.#cut = true
    this.#finish(messages)
    return messages
  }

  #line(bytes: Buffer, messages: Message[]): Buffer {
    const end = bytes.indexOf(LINE_FEED)
    this.#keep(end === -1 ? bytes : bytes.subarray(0, end))
    if (end === -1) return bytes.subarray(bytes.length)
    this.#finish(messages)
    return bytes.subarray(end + 1)
  }

  #counted(bytes: Buffer, left: number, messages: Message[]): Buffer {
    const taken = bytes.subarray(0, left)
    this.#keep(taken)
    this.#until = left - taken.length
    if (this.#until === 0) this.#finish(messages)
    return bytes.subarray(taken.length)
  }

  #keep(bytes: Buffer): void {
    const kept = bytes.subarray(0, this.#message_bytes_max + LINE_ENDING_BYTES_MAX - this.#held_bytes)
    if (kept.length < bytes.length) this.#cut = true
    if (kept.length === 0) return
    this.#pieces.push(kept)
    this.#held_bytes += kept.length
  }

  /** Empty lines are no messages: they stand between counted messages of some senders. */
  #finish(messages: Message[]): void {
    const [first] = this.#pieces
    const held = this.#pieces.length === 1 && first ? first : Buffer.concat(this.#pieces)
    const whole = this.#cut ? held : withoutEnding(held)
    const value = whole.subarray(0, this.#message_bytes_max)
    if (value.length > 0) messages.push({ value, cut: this.#cut || value.length < whole.length })
    this.#until = null
    this.#pieces = []
    this.#held_bytes = 0
    this.#cut = false
  }
}

/** The message without what senders end it with: a line feed, a carriage return, a NUL. */
export function withoutEnding(message: Buffer): Buffer {
  let end = message.length
  while (end > 0 && ENDINGS.has(message[end - 1] ?? 1)) end--
  return message.subarray(0, end)
}
