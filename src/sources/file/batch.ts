import { amountOf, refusedOf } from '../balance.ts'
import type { SourceRecord } from '../source.ts'
import type { ReadBuffers } from './read-buffers.ts'
import type { Turn } from './reader.ts'

/** Turns of several files that are delivered together; bounded, but for one line that is longer than the bound. */
export class Batch {
  readonly records: SourceRecord[] = []
  readonly turns: Turn[] = []
  readonly #bytes_max: number
  readonly #records_max: number
  #bytes = 0

  constructor(bytes_max: number, records_max: number) {
    this.#bytes_max = bytes_max
    this.#records_max = records_max
  }

  get bytes_left(): number {
    return Math.max(0, this.#bytes_max - this.#bytes)
  }

  get records_left(): number {
    return Math.max(0, this.#records_max - this.records.length)
  }

  get full(): boolean {
    return this.bytes_left === 0 || this.records_left === 0
  }

  add(turn: Turn): void {
    this.turns.push(turn)
    for (const record of turn.records) this.records.push(record)
    this.#bytes += turn.bytes
    turn.file.in_flight++
  }

  /**
   * Advances the files past the batch: its records are safe now, all but the refused ones published, and nobody looks
   * at them any more.
   */
  acknowledge(refused: readonly number[], buffers: ReadBuffers): void {
    let first = 0
    let next_refused = 0
    for (const { file, generation, records, end, buffer } of this.turns) {
      const refused_here: number[] = []
      const last = first + records.length
      for (let at = refused[next_refused]; at !== undefined && at < last; at = refused[++next_refused])
        refused_here.push(at - first)
      first = last
      file.ledger.settled(amountOf(records), refusedOf(records, refused_here))
      file.in_flight--
      if (generation === file.generation) file.acked = end
      buffers.giveBack(buffer)
    }
  }

  /** The records are not known to be safe: the files stay where they are. */
  giveUp(): void {
    for (const { file } of this.turns) file.in_flight--
  }
}
