import { rulePaths } from '../../services/rule-paths.ts'
import type { Invocation } from '../command.ts'

/** The paths that were named; without any those of the configuration, or the rules that come with Log Sentinel. */
export function pathsOf({ positionals, config }: Invocation): readonly string[] {
  return positionals.length > 0 ? positionals : rulePaths(config().rules)
}
