import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'

/** Finds the files that are to be scanned. */

export interface ScanInput {
  /** As matches tell it: the path as it was given, or below the folder that was given; `-` for standard input. */
  readonly file: string
  /** Roughly when it was written; null for standard input. */
  readonly written_ms: number | null
  readonly size_bytes: number
  /** Whether it was found in a folder: then it is left out if it does not look like a log. */
  readonly is_found: boolean
}

export interface FoundInputs {
  readonly inputs: readonly ScanInput[]
  /** What could not be looked into. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[]
}

const FILES_MAX = 1_000_000
const DEPTH_MAX = 64

/**
 * The files at `paths`, in their order: a file is taken whatever it is; of a folder all files in it and below, sorted,
 * but no hidden ones. Links in folders are left alone, so that nothing is read twice.
 */
export async function findInputs(paths: readonly string[]): Promise<FoundInputs> {
  const inputs: ScanInput[] = []
  const unreadable: { file: string; reason: string }[] = []

  async function add(file: string, is_found: boolean, depth: number): Promise<void> {
    const status = await stat(file)
    if (status.isDirectory()) {
      if (depth > DEPTH_MAX) throw new Error(`more than ${DEPTH_MAX} folders deep`)
      await addFolder(file, depth)
    } else {
      if (inputs.length >= FILES_MAX) throw new Error(`more than ${FILES_MAX} files`)
      inputs.push({ file, written_ms: status.mtimeMs, size_bytes: status.size, is_found })
    }
  }

  async function addFolder(folder: string, depth: number): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
      if (!entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()))
        await tryTo(join(folder, entry.name), true, depth + 1)
  }

  async function tryTo(file: string, is_found: boolean, depth: number): Promise<void> {
    try {
      await add(file, is_found, depth)
    } catch (error) {
      unreadable.push({ file, reason: messageOf(error) })
    }
  }

  for (const path of paths)
    if (path === '-') inputs.push({ file: path, written_ms: null, size_bytes: 0, is_found: false })
    else await tryTo(path, false, 0)
  return { inputs, unreadable }
}
