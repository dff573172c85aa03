import { RecordSplitter } from './record-splitter.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * Text that begins as a JSON array does whose elements are objects, alone or as the `Records` in which CloudTrail and
 * Azure wrap theirs. A log line may begin with a bracket too, so what follows counts.
 */
const ARRAY_START = /^(?:\xef\xbb\xbf)?\s*(?:\{\s*"[Rr]ecords"\s*:\s*)?\[\s*[{\]]/
/** What may become that. */
const ARRAY_START_PART = /^(?:\xef\xbb\xbf)?\s*(?:\{\s*(?:"\w*(?:"\s*(?::\s*(?:\[\s*)?)?)?)?|\[\s*)?$/

/** Whether the bytes of a file begin an array of records; `perhaps` where more of them are needed to tell. */
export function beginsArray(head: Uint8Array): 'yes' | 'no' | 'perhaps' {
  const text = Buffer.from(head).toString('latin1')
  return ARRAY_START.test(text) ? 'yes' : ARRAY_START_PART.test(text) ? 'perhaps' : 'no'
}

/**
 * Records are the elements of a JSON array. Only brackets, strings and commas are looked at: an element that is no JSON
 * is found out when it is read, and takes none of its neighbours with it.
 */
export class JsonSplitter extends RecordSplitter {
  #state: 'before' | 'inside' | 'behind' | 'too much' = 'before'
  /** Brackets that are open inside of the element. */
  #depth = 0
  #in_string = false
  #is_escaped = false

  protected scan(bytes: Buffer, from: number, end: number): void {
    for (let at = from; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (this.#state === 'inside') this.#inside(bytes, byte, at)
      else {
        if (this.#state === 'before' && byte === OPEN_BRACKET) this.#state = 'inside'
        else if (this.#state === 'behind' && !isBlank(byte) && byte !== CLOSE_BRACE) {
          this.#state = 'too much'
          this.damaged('text behind the end of the array')
        }
        this.open_at = at + 1
      }
    }
  }

  protected finish(bytes: Buffer, end: number): void {
    if (this.#state !== 'inside') return
    this.#element(bytes, end)
    this.open_at = end
    this.damaged('the array has no end')
  }

  #inside(bytes: Buffer, byte: number, at: number): void {
    if (this.#in_string) {
      if (this.#is_escaped) this.#is_escaped = false
      else if (byte === BACKSLASH) this.#is_escaped = true
      else if (byte === QUOTE) this.#in_string = false
    } else if (byte === QUOTE) this.#in_string = true
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
    else if (this.#depth > 0) {
      if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth--
    } else if (byte === COMMA || byte === CLOSE_BRACKET) {
      this.#element(bytes, at)
      this.open_at = at + 1
      if (byte === CLOSE_BRACKET) this.#state = 'behind'
    } else if (at === this.open_at && isBlank(byte)) this.open_at++
  }

  #element(bytes: Buffer, end: number): void {
    let last = end
    while (last > this.open_at && isBlank(bytes[last - 1] ?? 0)) last--
    if (this.isOpen(last)) this.record(this.open_at, last)
  }
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
