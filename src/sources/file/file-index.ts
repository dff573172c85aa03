import type { FileStat } from './identity.ts'
import type { TailedFile } from './tailed-file.ts'

/** The files that are followed or remembered: found by inode, by the path where they stand, and by source. */
export class FileIndex {
  readonly #byKey = new Map<string, TailedFile>()
  readonly #byPath = new Map<string, TailedFile>()
  readonly #bySource = new Map<string, Set<TailedFile>>()

  get paths(): Iterable<string> {
    return this.#byPath.keys()
  }

  [Symbol.iterator](): Iterator<TailedFile> {
    return this.#byKey.values()
  }

  get sources(): Iterable<string> {
    return this.#bySource.keys()
  }

  withKey(key: string): TailedFile | null {
    return this.#byKey.get(key) ?? null
  }

  at(path: string): TailedFile | null {
    return this.#byPath.get(path) ?? null
  }

  of(source: string): readonly TailedFile[] {
    return [...(this.#bySource.get(source) ?? [])]
  }

  add(file: TailedFile): void {
    this.#byKey.set(file.key, file)
    const siblings = this.#bySource.get(file.source)
    if (siblings) siblings.add(file)
    else this.#bySource.set(file.source, new Set([file]))
  }

  delete(file: TailedFile): void {
    if (this.#byKey.get(file.key) === file) this.#byKey.delete(file.key)
    this.#leave(file)
    const siblings = this.#bySource.get(file.source)
    siblings?.delete(file)
    if (siblings?.size === 0) this.#bySource.delete(file.source)
  }

  /** The file goes on under the device and inode of `stat`. */
  renumber(file: TailedFile, stat: FileStat): void {
    this.#byKey.delete(file.key)
    file.renumber(stat)
    this.#byKey.set(file.key, file)
  }

  /** The file stands at `path` now, or nowhere. */
  place(file: TailedFile, path: string | null): void {
    this.#leave(file)
    file.path = path
    if (path !== null) this.#byPath.set(path, file)
  }

  #leave(file: TailedFile): void {
    if (file.path !== null && this.#byPath.get(file.path) === file) this.#byPath.delete(file.path)
  }
}
