/** Where the records of a scan stand, by their numbers, which count through all blocks. */
export class RecordPlaces {
  readonly #blocks: BlockPlace[] = []
  /** Of the record that was asked for last: the place of its block. */
  #latest = 0

  /** Blocks come in the order of their numbers. Nothing else that may hang on one is kept. */
  add({ first_record, file, first_line }: BlockPlace): void {
    this.#blocks.push({ first_record, file, first_line })
  }

  /** Undefined for a number of no record. */
  find(record: number): { file: string; line: number } | undefined {
    const block = this.blockOf(record)
    return block && { file: block.file, line: lineIn(block, record) }
  }

  /** The block that it is of. */
  blockOf(record: number): BlockPlace | undefined {
    if (!this.#isIn(this.#latest, record)) this.#latest = this.#placeOf(record)
    return this.#blocks[this.#latest]
  }

  #isIn(at: number, record: number): boolean {
    const first = this.#blocks[at]?.first_record ?? Infinity
    return first <= record && record < (this.#blocks[at + 1]?.first_record ?? Infinity)
  }

  /** Of the block with the record; -1 if there is none. */
  #placeOf(record: number): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#blocks[middle]?.first_record ?? Infinity) <= record) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

export interface BlockPlace {
  readonly first_record: number
  readonly file: string
  /** The number of its first record in its file. */
  readonly first_line: number
}

/** The number in its file of a record of the block. */
export const lineIn = ({ first_line, first_record }: BlockPlace, record: number) =>
  first_line + record - first_record
