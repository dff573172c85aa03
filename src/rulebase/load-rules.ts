import { messageOf } from '../errors.ts'
import type { RuleProblem } from '../schema/status.ts'
import { type CompileOptions, compileRules, type RuleSet, type RuleText } from '../sigma/index.ts'
import { readRuleFile } from './rule-file-text.ts'
import { type FoundRuleFiles, findRuleFiles } from './rule-files.ts'

/** A set of rules as it stood on disk at one moment. */
export interface LoadedRules {
  readonly paths: readonly string[]
  readonly set: RuleSet
  /** How many rules, filters and correlations are in use. */
  readonly loaded: number
  /** Files and documents that are left out, with the reason; warnings for authors are not among them. */
  readonly problems: readonly RuleProblem[]
  /** How many files there are, those that are left out included. */
  readonly files: number
  /** The same as long as the files are. */
  readonly fingerprint: string
}

const FILE_BYTES_MAX = 16 * 1024 * 1024
const TOTAL_BYTES_MAX = 512 * 1024 * 1024

/** The texts of rule files; what can not be read, or is too large, is among the problems. */
export function readRuleTexts(found: FoundRuleFiles): { texts: RuleText[]; problems: RuleProblem[] } {
  const problems: RuleProblem[] = [...found.problems]
  const texts: RuleText[] = []
  let total_bytes = 0
  for (const { path, size_bytes } of found.files) {
    total_bytes += size_bytes
    if (size_bytes > FILE_BYTES_MAX || total_bytes > TOTAL_BYTES_MAX) {
      problems.push({ file: path, line: null, reason: `left out: too large (${size_bytes} bytes)` })
      continue
    }
    try {
      texts.push({ file: path, text: readRuleFile(path) })
    } catch (error) {
      problems.push({ file: path, line: null, reason: messageOf(error) })
    }
  }
  return { texts, problems }
}

/**
 * Reads and compiles all rules at `paths`, files and folders. What is broken is reported and left out.
 * Rejects with FILE_UNREADABLE if one of the paths does not exist.
 */
export async function loadRuleFiles(
  paths: readonly string[],
  options: CompileOptions = {},
): Promise<LoadedRules> {
  const found = findRuleFiles(paths)
  const { texts, problems } = readRuleTexts(found)
  const set = compileRules(texts, options)
  for (const { severity, file = '', line, reason } of set.findings)
    if (severity === 'error') problems.push({ file, line, reason })
  const loaded = set.rules.length + set.filters.length + set.correlations.length
  return { paths, set, loaded, problems, files: found.files.length, fingerprint: fingerprintOf(found) }
}

/** Tells whether files were added, changed or removed since. */
export function fingerprintOf({ files, problems }: FoundRuleFiles): string {
  const lines = files.map(({ path, stamp }) => `${path}\0${stamp}`)
  return [...lines, ...problems.map(({ file, reason }) => `${file}\0${reason}`)].join('\n')
}
