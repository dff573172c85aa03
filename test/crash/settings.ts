import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { STORY_RULES } from '../helpers/story-lines.ts'

/** What the services of a matrix run with, and the oracle judges by. */

export const MATRIX_RULES = [fileURLToPath(new URL('../../rules', import.meta.url)), STORY_RULES]

/** Longer than anything that is taken away stays away: no line of a story comes too late. */
const LATENESS_MS = 120_000
/** From one epoch of story time to the next: by then all of the one before is decided. */
export const EPOCH_MS = 2 * LATENESS_MS
/** Story time runs ahead of that of the machine, by an epoch more with each. */
const AHEAD_MS_MAX = 86_400_000
export const EPOCHS_MAX = AHEAD_MS_MAX / EPOCH_MS - 1

/** Writes a configuration into `folder` and gives its path. */
export function writeSettings(folder: string, more: Readonly<Record<string, unknown>> = {}): string {
  const file = join(folder, 'settings.yml')
  const correlation = { lateness_ms: LATENESS_MS, ahead_ms_max: AHEAD_MS_MAX }
  writeFileSync(file, JSON.stringify({ rules: MATRIX_RULES, correlation, ...more }))
  return file
}
