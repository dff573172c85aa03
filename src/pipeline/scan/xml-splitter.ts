import { isBlank, isNumber, withoutBlanks } from './blanks.ts'
import { RecordSplitter } from './record-splitter.ts'

const NEWLINE = 0x0a
const CLOSE = 0x3e
const END = '</Event>'
/** What stands around events. */
const AROUND = /^<(?:\?xml|\/?Events[\s>]|!--)/
const EVENT = /^<Event[\s>]/
/** The longest of what tells one from the other. */
const HEAD_LENGTH = '</Events>'.length

/**
 * Records are events of Windows in XML, each on one line or on many, with or without an element around all; of other
 * text the lines.
 */
export class XmlSplitter extends RecordSplitter {
  #is_event = false

  protected scan(bytes: Buffer, from: number, end: number): void {
    const written = bytes.subarray(0, end)
    for (let is_going = true; is_going; ) {
      // The end may have begun in what came before.
      if (this.#is_event) is_going = this.#end(written, Math.max(this.open_at, from - END.length))
      else is_going = this.#next(written, false)
    }
  }

  protected finish(bytes: Buffer, end: number): void {
    const written = bytes.subarray(0, end)
    while (!this.#is_event && this.#next(written, true)) if (this.#is_event) this.#end(written, this.open_at)
    if (this.#is_event && this.isOpen(end)) this.record(this.open_at, end)
    this.open_at = end
  }

  /** Whether the event that is open ends. */
  #end(written: Buffer, from: number): boolean {
    const at = written.indexOf(END, from, 'latin1')
    if (at < 0) return false
    this.record(this.open_at, at + END.length)
    this.open_at = at + END.length
    this.#is_event = false
    return true
  }

  /** Goes on to what follows; false where more bytes are needed. */
  #next(written: Buffer, is_last: boolean): boolean {
    while (isBlank(written[this.open_at])) this.open_at++
    const head = written.toString('latin1', this.open_at, this.open_at + HEAD_LENGTH)
    if (head === '' || (head.length < HEAD_LENGTH && !is_last)) return false
    this.#is_event = EVENT.test(head)
    if (this.#is_event) return true
    const is_around = AROUND.test(head)
    const found = written.indexOf(is_around ? CLOSE : NEWLINE, this.open_at)
    if (found < 0 && !is_last) return false
    const end = found < 0 ? written.length : found + 1
    const last = withoutBlanks(written, this.open_at, end)
    if (!is_around && !isNumber(written, this.open_at, last)) this.record(this.open_at, last)
    this.open_at = end
    return true
  }
}
