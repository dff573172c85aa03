import { fileURLToPath } from 'node:url'

/** The paths of the configuration, or the rules that come with Log Sentinel. */
export function rulePaths(configured: readonly string[]): readonly string[] {
  return configured.length > 0 ? configured : [fileURLToPath(new URL('../../rules', import.meta.url))]
}
