/** Which paths the configuration means. A path that exists as it is written is taken literally, brackets and all. */
import { existsSync, promises as fs } from 'node:fs'
import { basename, dirname, join, matchesGlob, resolve, sep } from 'node:path'
import type { Logsource } from '../../schema/logsource.ts'
import { isSymbolicLink } from './identity.ts'
import { compileMultiline, type MultilineOptions } from './multiline.ts'
import type { FileContent } from './tailed-file.ts'

/** Files that belong together: a path or a glob, and what is known of their content. */
export interface FileSet {
  path: string
  /** Globs on the whole path, or on the file's name where they hold no slash. */
  exclude?: readonly string[]
  logsource: Logsource
  /** Which lines make one record; without it each line is one. */
  multiline?: MultilineOptions | null
}

const GLOB_CHARACTERS = /[*?[\]{}]/
/** Left out of what a glob finds that does not name it: compressing a rotated file must not deliver its lines a second time. */
const ARCHIVE = /\.gz$/i
const COMPRESSED = /\.(?:gz|bz2|xz|zst|lz4|zip)$/i

interface KnownSet {
  exclude: readonly string[]
  content: FileContent
  absolute: string
  glob: boolean
}

/** Whether the set means gzip files. */
export function isArchiveSet({ path }: FileSet): boolean {
  return ARCHIVE.test(path)
}

export class FilePatterns {
  readonly #sets: readonly KnownSet[]

  constructor(sets: readonly FileSet[]) {
    this.#sets = sets.map(set => {
      const absolute = resolve(set.path)
      const { exclude = [], logsource, multiline } = set
      return {
        absolute,
        glob: GLOB_CHARACTERS.test(absolute) && !existsSync(absolute),
        exclude,
        content: { logsource, multiline: multiline ? compileMultiline(multiline) : null },
      }
    })
  }

  /** The patterns as they are recognised again after a restart. */
  get names(): string[] {
    return this.#sets.map(set => set.absolute)
  }

  /** Paths that are expected to exist. */
  get literals(): string[] {
    return this.#sets.filter(set => !set.glob).map(set => set.absolute)
  }

  /** Folders in which matching files can appear, as far as they are known without looking. */
  get folders(): string[] {
    return this.#sets.map(set => {
      let folder = dirname(set.absolute)
      while (set.glob && GLOB_CHARACTERS.test(folder)) folder = dirname(folder)
      return folder
    })
  }

  /** The first set that means `path`. */
  match(path: string): KnownSet | null {
    return this.#sets.find(set => means(set, path)) ?? null
  }

  contentOf(path: string): FileContent {
    return this.match(path)?.content ?? { logsource: {}, multiline: null }
  }

  /**
   * All paths that exist, and the literal ones whether they exist or not; whether each is a symbolic link. Tells of
   * folders that are there and can not be listed.
   */
  async *expand(onUnlistable: (folder: string, error: unknown) => void): AsyncGenerator<FoundPath> {
    for (const { absolute, glob } of this.#sets) {
      if (!glob) yield { path: absolute, link: isSymbolicLink(absolute) }
      else if (GLOB_CHARACTERS.test(dirname(absolute))) {
        for await (const path of fs.glob(absolute))
          if (this.match(path)) yield { path, link: isSymbolicLink(path) }
      } else yield* this.#inFolder(dirname(absolute), onUnlistable)
    }
  }

  /** What a listing tells costs a tenth of a walk with a look at each of thousands of files. */
  async *#inFolder(
    folder: string,
    onUnlistable: (folder: string, error: unknown) => void,
  ): AsyncGenerator<FoundPath> {
    const entries = await fs.readdir(folder, { withFileTypes: true }).catch(error => {
      if (error.code !== 'ENOENT') onUnlistable(folder, error)
      return []
    })
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (this.match(path)) yield { path, link: entry.isSymbolicLink() }
    }
  }
}

export interface FoundPath {
  path: string
  link: boolean
}

function means({ absolute, glob, exclude }: KnownSet, path: string): boolean {
  const compressed = COMPRESSED.test(path) && !COMPRESSED.test(absolute)
  const included = glob ? matchesGlob(path, absolute) && !compressed : path === absolute
  return included && !exclude.some(pattern => excludes(pattern, path))
}

function excludes(pattern: string, path: string): boolean {
  return pattern.includes('/') || pattern.includes(sep)
    ? matchesGlob(path, resolve(pattern))
    : matchesGlob(basename(path), pattern)
}
