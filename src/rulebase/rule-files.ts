import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, SentinelError } from '../errors.ts'
import type { RuleProblem } from '../schema/status.ts'
import { isRuleTestFile } from './rule-test-file.ts'

/** Finds the files that rules are read from. */

export interface RuleFile {
  /** As it was found: below the path that was given. */
  readonly path: string
  readonly size_bytes: number
  /** Changes whenever the file does. */
  readonly stamp: string
}

export interface FoundRuleFiles {
  /** Sorted within each path that was given; no file twice. */
  readonly files: readonly RuleFile[]
  /** What could not be looked into. */
  readonly problems: readonly RuleProblem[]
}

const FILES_MAX = 100_000
const DEPTH_MAX = 32

/**
 * The files at `paths`: a file is taken whatever its name; of a folder all `.yml` and `.yaml` in it and below, but no
 * hidden ones and no tests of rules. Links are followed, each target is taken once. Synchronous, because thousands of
 * small questions to the file system take ten times as long when each is waited for.
 * @throws SentinelError FILE_UNREADABLE if a path itself does not exist
 */
export function findRuleFiles(paths: readonly string[]): FoundRuleFiles {
  const search = new Search()
  for (const path of paths) {
    try {
      search.add(path, 0)
    } catch (error) {
      throw new SentinelError('FILE_UNREADABLE', {
        where: path,
        found: messageOf(error),
        expected: 'a file or a folder of Sigma rules',
        remedy: 'Check the path and its permissions.',
        cause: error,
      })
    }
  }
  return search
}

class Search implements FoundRuleFiles {
  readonly files: RuleFile[] = []
  readonly problems: RuleProblem[] = []
  readonly #seen = new Set<string>()

  add(path: string, depth: number): void {
    const status = statSync(path)
    const target = `${status.dev} ${status.ino}`
    if (this.#seen.has(target)) return
    this.#seen.add(target)
    if (status.isDirectory()) this.#addFolder(path, depth)
    else if (!status.isFile()) this.#problem(path, 'neither a file nor a folder')
    else if (this.files.length >= FILES_MAX) this.#problem(path, `left out: more than ${FILES_MAX} files`)
    else
      this.files.push({
        path,
        size_bytes: status.size,
        stamp: `${status.ino} ${status.mtimeMs} ${status.size}`,
      })
  }

  #addFolder(folder: string, depth: number): void {
    if (depth > DEPTH_MAX) {
      this.#problem(folder, `left out: nested deeper than ${DEPTH_MAX} folders`)
      return
    }
    const entries = readdirSync(folder, { withFileTypes: true })
    // Joined once: with thousands of files, what `join` looks at takes longer than what the system does.
    const inside = join(folder, 'x').slice(0, -1)
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue
      const is_rules = /\.ya?ml$/i.test(entry.name) && !isRuleTestFile(entry.name)
      if (!is_rules && entry.isFile()) continue
      const path = inside + entry.name
      // A link to a folder has any name; one to a file counts by its own name, like a file.
      if (entry.isSymbolicLink() && !is_rules && !isFolder(path)) continue
      try {
        this.add(path, depth + 1)
      } catch (error) {
        this.#problem(path, messageOf(error))
      }
    }
  }

  #problem(file: string, reason: string): void {
    this.problems.push({ file, line: null, reason })
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
