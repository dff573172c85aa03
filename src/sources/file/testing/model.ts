/**
 * What must arrive. The model applies an action to real files and keeps what a reader is owed: every line that was
 * ever complete, except those that were overwritten or deleted before the source delivered them.
 */

import * as fs from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { z } from 'zod'
import type { Folder } from './tail.ts'

export type Action =
  | { do: 'write'; lines: number; width: number }
  | { do: 'partial' }
  | { do: 'late'; lines: number }
  | { do: 'rename' | 'copytruncate' | 'truncate' | 'delete' | 'gzip' | 'settle' | 'yield' }
  | { do: 'crash' | 'stop' | 'start' }

const savedFiles = z.object({ files: z.array(z.object({ inode: z.string(), position: z.number() })) })
const ROTATIONS_MAX = 4

export const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('write' as const),
        lines: fc.integer({ min: 1, max: 20 }),
        width: fc.constantFrom(0, 5, 90, 700),
      }),
    },
    { weight: 3, arbitrary: fc.constant({ do: 'partial' } as const) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('late' as const), lines: fc.integer({ min: 1, max: 3 }) }),
    },
    ...(['rename', 'start', 'settle', 'yield'] as const).map(name => ({
      weight: 3,
      arbitrary: fc.constant({ do: name }),
    })),
    ...(['copytruncate', 'truncate', 'delete', 'gzip', 'crash', 'stop'] as const).map(name => ({
      weight: 1,
      arbitrary: fc.constant({ do: name }),
    })),
  ),
  { minLength: 1, maxLength: 40 },
)

interface File {
  /** Complete lines that the source should read from this very file. */
  lines: string[]
  partial: string
}

export class Model {
  /** Lines that must arrive. */
  readonly owed = new Set<string>()
  /** What may arrive besides: lines lost unread, and beginnings of lines that nobody finished. */
  readonly allowed = new Set<string>()
  readonly #folder: Folder
  #current: File | null = null
  /**
   * `copy` is what copytruncate made: nobody writes to it, and nobody should read it. `packed` is what gzip left of a
   * file that was read: nobody should read it again.
   */
  #rotated: (File | 'copy' | 'packed')[] = []
  #count = 0

  constructor(folder: Folder) {
    this.#folder = folder
  }

  apply(action: Action, delivered: ReadonlySet<string>): void {
    switch (action.do) {
      case 'write':
        this.#current ??= { lines: [], partial: '' }
        this.#write('app.log', this.#current, action.lines, action.width)
        return
      case 'partial':
        this.#current ??= { lines: [], partial: '' }
        this.#current.partial += `p${this.#count} `
        this.#folder.append('app.log', `p${this.#count++} `)
        return
      case 'late': {
        const newest = this.#newestRotated()
        if (newest) this.#write('app.log.1', newest, action.lines, 5)
        return
      }
      case 'rename':
        if (!this.#current) return
        this.#shift(delivered)
        this.#folder.rename('app.log', 'app.log.1')
        this.#rotated.unshift(this.#current)
        this.#current = null
        return
      case 'copytruncate':
        if (!this.#current) return
        this.#shift(delivered)
        fs.copyFileSync(this.#folder.at('app.log'), this.#folder.at('app.log.1'))
        this.#rotated.unshift('copy')
        this.#truncate(this.#current, delivered)
        return
      case 'gzip':
        if (!this.packable) return
        this.#folder.write('app.log.1.gz', gzipSync(fs.readFileSync(this.#folder.at('app.log.1'))))
        this.#folder.remove('app.log.1')
        this.#rotated[0] = 'packed'
        return
      case 'truncate':
        if (this.#current) this.#truncate(this.#current, delivered)
        return
      case 'delete':
        if (!this.#current) return
        this.#folder.remove('app.log')
        this.#lose(this.#current, delivered)
        this.#current = null
    }
  }

  /** Whether a file stands at the log's path. */
  get exists(): boolean {
    return this.#current !== null
  }

  /** Whether the newest rotated file is one that gzip could take: it has no unfinished line. */
  get packable(): boolean {
    return this.#newestRotated()?.partial === ''
  }

  /** Whether the checkpoint on disk has the log up to its last whole line. */
  isSaved(): boolean {
    return !this.#current || this.#isSaved('app.log', this.#current)
  }

  /** The same of the newest rotated file. */
  isRotatedSaved(): boolean {
    const newest = this.#newestRotated()
    return newest === null || this.#isSaved('app.log.1', newest)
  }

  #newestRotated(): File | null {
    const [newest] = this.#rotated
    return typeof newest === 'object' ? newest : null
  }

  #isSaved(name: string, file: File): boolean {
    const { ino, size } = fs.statSync(this.#folder.at(name))
    const text = this.#folder.readCheckpoint()
    if (text === null) return false
    const { files } = savedFiles.parse(JSON.parse(text))
    const saved = files.find(({ inode }) => inode === String(ino))
    return (saved?.position ?? 0) === size - file.partial.length
  }

  #write(name: string, file: File, lines: number, width: number): void {
    let text = ''
    for (let line = 0; line < lines; line++) {
      const content = `line ${this.#count++} ${'x'.repeat(width)}`
      const whole = file.partial + content
      file.partial = ''
      file.lines.push(whole)
      this.owed.add(whole)
      text += `${content}\n`
    }
    this.#folder.append(name, text)
  }

  #shift(delivered: ReadonlySet<string>): void {
    const oldest = this.#rotated[ROTATIONS_MAX - 1]
    if (typeof oldest === 'object') this.#lose(oldest, delivered)
    this.#rotated.length = Math.min(this.#rotated.length, ROTATIONS_MAX - 1)
    for (let old = this.#rotated.length; old > 0; old--) {
      const ending = this.#rotated[old - 1] === 'packed' ? '.gz' : ''
      this.#folder.rename(`app.log.${old}${ending}`, `app.log.${old + 1}${ending}`)
    }
  }

  #truncate(file: File, delivered: ReadonlySet<string>): void {
    fs.truncateSync(this.#folder.at('app.log'))
    this.#lose(file, delivered)
    file.lines = []
    file.partial = ''
  }

  #lose(file: File, delivered: ReadonlySet<string>): void {
    for (const line of file.lines) {
      if (delivered.has(line)) continue
      this.owed.delete(line)
      this.allowed.add(line)
    }
    this.allowed.add(file.partial)
  }
}
