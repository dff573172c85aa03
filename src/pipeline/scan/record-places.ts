/** Where the records of a scan stand, by their numbers, which count through all blocks. */
export class RecordPlaces {
  readonly #blocks: BlockPlace[] = []

  /** Blocks come in the order of their numbers. */
  add(block: BlockPlace): void {
    this.#blocks.push(block)
  }

  /** Undefined for a number of no record. */
  find(record: number): { file: string; line: number } | undefined {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#blocks[middle]?.first_record ?? Infinity) <= record) low = middle + 1
      else high = middle
    }
    const block = this.#blocks[low - 1]
    return block && { file: block.file, line: block.first_line + record - block.first_record }
  }
}

export interface BlockPlace {
  readonly first_record: number
  readonly file: string
  /** The number of its first record in its file. */
  readonly first_line: number
}
