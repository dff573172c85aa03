/** What the tables that grow with the events seen may take of memory, all together. */
export class TableBudget {
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
}
