/**
 * Real logs and rules that lie beside the repository, not in it: tests that need one skip with the reason where it is
 * absent.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))

/** Options of a test that needs `paths`: its reason to be skipped, if any of them is absent. */
export function needs(...paths: string[]): { skip?: string } {
  const missing = paths.find(path => !existsSync(FOLDER + path))
  return missing === undefined ? {} : { skip: `../shared/data/${missing} is absent` }
}

/** Where a file lies. */
export function sharedPath(path: string): string {
  return FOLDER + path
}

/** A file's bytes. */
export function sharedBytes(path: string): Buffer {
  return readFileSync(sharedPath(path))
}

/** The lines of a file as bytes, without their line endings. */
function sharedLines(path: string): Uint8Array[] {
  const bytes = sharedBytes(path)
  const lines: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  if (start < bytes.length) lines.push(bytes.subarray(start))
  return lines
}

/** The same as text. */
export function sharedTexts(path: string): string[] {
  return sharedLines(path).map(line => Buffer.from(line).toString('utf8'))
}

/** The rows of a CSV file with a head, each by the head's names; no value holds a line break. */
export function sharedCsv(path: string): Record<string, string>[] {
  const [head = [], ...rows] = sharedTexts(path).map(cellsOf)
  return rows.map(row => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])))
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  )
}
