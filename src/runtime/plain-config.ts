import type { Config } from '../schema/config.ts'
import { PATH_LENGTH_MAX } from '../schema/path-length.ts'
import { DEFAULTS, SETTINGS } from '../schema/settings-table.ts'
import type { ConfigSources } from './config-sources.ts'
import { deepFreeze } from './deep-freeze.ts'
import { itemsOf } from './list-text.ts'

/**
 * The configuration where nothing is set but paths of rules: what the schema would make of it, without the schema, which
 * takes longer to make than a short scan does. Undefined where anything else is set, or a path would be refused.
 */
export function plainConfig({ file, environment, flags }: ConfigSources): Config | undefined {
  if (file !== null || SETTINGS.some(({ variable }) => environment[variable])) return undefined
  if ([...flags.keys()].some(name => name !== 'rules')) return undefined
  const rules = itemsOf(flags.get('rules') ?? [])
  return rules.every(path => path.length <= PATH_LENGTH_MAX) ? deepFreeze({ ...DEFAULTS, rules }) : undefined
}
