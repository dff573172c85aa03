import { RecordSplitter } from './record-splitter.ts'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Records are lines, which end with LF or CRLF; the last one needs no ending. */
export class LineSplitter extends RecordSplitter {
  protected scan(bytes: Buffer, from: number, end: number): void {
    // Behind the end stands what was in memory before.
    const written = bytes.subarray(0, end)
    for (let at = written.indexOf(NEWLINE, from); at !== -1; at = written.indexOf(NEWLINE, this.open_at)) {
      this.#line(written, at)
      this.open_at = at + 1
    }
  }

  protected finish(bytes: Buffer, end: number): void {
    if (this.isOpen(end)) this.#line(bytes, end)
    this.open_at = end
  }

  #line(bytes: Buffer, end: number): void {
    const start = this.open_at
    this.record(start, end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end)
  }
}
