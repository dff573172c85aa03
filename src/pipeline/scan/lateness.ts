/**
 * Which signals of a file that is read once are not too late. It is decided for each by those before it, so that nothing
 * depends on how the file was cut.
 */
export class Lateness {
  readonly #lateness_ms: number
  #newest_ms = -Infinity
  #newest_record = -1
  #confirmed_ms = -Infinity
  /** How many were too late. */
  late = 0

  constructor(lateness_ms: number) {
    this.#lateness_ms = lateness_ms
  }

  /** What is older does not count any more. */
  get watermark_ms(): number {
    return this.#confirmed_ms - this.#lateness_ms
  }

  isTimely(time_ms: number, record: number): boolean {
    this.#note(time_ms, record)
    if (time_ms >= this.#confirmed_ms - this.#lateness_ms) return true
    this.late++
    return false
  }

  /** A single record far ahead of all others moves no time until a second one confirms it. */
  #note(time_ms: number, record: number): void {
    if (record === this.#newest_record) {
      this.#newest_ms = Math.max(this.#newest_ms, time_ms)
    } else if (time_ms >= this.#newest_ms) {
      this.#confirmed_ms = Math.max(this.#confirmed_ms, this.#newest_ms)
      this.#newest_ms = time_ms
      this.#newest_record = record
    } else if (time_ms > this.#confirmed_ms) this.#confirmed_ms = time_ms
  }
}
