/** What tables and memories that grow with the events seen may take, all of one kind together. */
export class MemoryBudget {
  #left_bytes: number

  constructor(bytes: number) {
    this.#left_bytes = bytes
  }

  /** Whether there was as much left; if so it is taken. */
  take(bytes: number): boolean {
    if (bytes > this.#left_bytes) return false
    this.#left_bytes -= bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#left_bytes += bytes
  }
}
