import type { TailedFile } from './tailed-file.ts'

/** The files that are open, and the turns that they wait for. */
export class OpenFiles {
  /** Files in which there may be something to read, in the order of their turns. */
  readonly ready = new Set<TailedFile>()
  readonly #now: () => number
  readonly #open = new Set<TailedFile>()
  readonly #open_max: number

  /** `open_max` is kept as far as idle files can be closed. */
  constructor(now: () => number, open_max: number) {
    this.#now = now
    this.#open_max = open_max
  }

  [Symbol.iterator](): Iterator<TailedFile> {
    return this.#open.values()
  }

  get full(): boolean {
    return this.#open.size >= this.#open_max
  }

  /** Whether everything that was seen in the file is read and delivered. */
  isDone(file: TailedFile): boolean {
    return file.drained && file.in_flight === 0 && !this.ready.has(file)
  }

  /** Takes in a file that was just opened. */
  add(file: TailedFile): void {
    this.#open.add(file)
    this.ready.add(file)
  }

  close(file: TailedFile): void {
    if (file.fd === null) return
    file.close(this.#now())
    this.#open.delete(file)
    this.ready.delete(file)
  }

  closeAll(): void {
    for (const file of this.#open) this.close(file)
  }

  /** Makes room for one more, if a file at its path is idle. */
  makeRoom(): void {
    if (!this.full) return
    let longest: TailedFile | null = null
    for (const file of this.#open) {
      if (this.#isIdle(file) && (longest === null || file.changed_ms < longest.changed_ms)) longest = file
    }
    if (longest) this.close(longest)
  }

  /** Closes idle files beyond the limit, which could not be closed when others were opened. */
  trim(): void {
    for (const file of this.#open) {
      if (this.#open.size <= this.#open_max) return
      if (this.#isIdle(file)) this.close(file)
    }
  }

  #isIdle(file: TailedFile): boolean {
    return file.path !== null && this.isDone(file)
  }
}
