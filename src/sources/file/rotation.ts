/**
 * Where a rotated file went. Between two looks a log can be rotated several times, so beside the file that
 * stands at the path there may be some that came and went unseen, and after a restart files that moved on.
 */
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type FileStat, statPathOrNull } from './identity.ts'

/** Folders with more names than this are not searched. */
const NAMES_MAX = 20_000
/** What rotation puts behind a name: `.1`, `-20260102`, `.2026-01-02`, `_1767312000`. */
const ROTATION_SUFFIX = /^[._-]\d[\d._:T-]{0,30}$/

export interface Neighbour {
  path: string
  stat: FileStat
  /** Whether the name is the log's own name with a rotation's ending. */
  rotated: boolean
}

/** Regular files beside `path`: all of them, or only those named like a rotation of it. */
export function* neighboursOf(path: string, all: boolean): Generator<Neighbour> {
  const folder = dirname(path)
  const base = basename(path)
  for (const name of namesIn(folder)) {
    if (name === base) continue
    const rotated = isRotationOf(base, name)
    if (!rotated && !all) continue
    const stat = statPathOrNull(join(folder, name))
    if (stat?.kind === 'file') yield { path: join(folder, name), stat, rotated }
  }
}

/** Whether `name` is `base` with a rotation's ending, behind it or (`app-20260102.log`) before its extension. */
export function isRotationOf(base: string, name: string): boolean {
  if (name.startsWith(base)) return ROTATION_SUFFIX.test(name.slice(base.length))
  const dot = base.lastIndexOf('.')
  if (dot <= 0) return false
  const [stem, extension] = [base.slice(0, dot), base.slice(dot)]
  return (
    name.startsWith(stem) &&
    name.endsWith(extension) &&
    name.length > base.length &&
    ROTATION_SUFFIX.test(name.slice(stem.length, -extension.length))
  )
}

function namesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder)
    return names.length > NAMES_MAX ? [] : names
  } catch {
    // A folder that is gone or closed to us holds nothing to go on with; the look at the path itself says so.
    return []
  }
}
