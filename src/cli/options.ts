import { SentinelError } from '../errors.ts'
import { LEVELS } from '../schema/level.ts'
import type { Logsource } from '../schema/logsource.ts'
import { type Invocation, optionValue } from './command.ts'

/** Options that several commands have. Each function throws a SentinelError USAGE for a value that does not fit. */

export const usage = (where: string, found: string, expected: string) =>
  new SentinelError('USAGE', { where, found, expected })

/** The value of an option that is one of `choices`; undefined where it was not given. */
export function choice<T extends string>(
  invocation: Invocation,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = optionValue(invocation, name)
  if (text === undefined) return undefined
  const found = choices.find(candidate => candidate === text)
  if (found === undefined) throw usage(`--${name}`, text, `one of ${choices.join(', ')}`)
  return found
}

/** The place of an option's level in LEVELS. */
export function levelOption(invocation: Invocation, name: string): number | undefined {
  const level = choice(invocation, name, LEVELS)
  return level === undefined ? undefined : LEVELS.indexOf(level)
}

/** What `--logsource product=..,service=..,category=..` tells of records. */
export function logsourceOption(invocation: Invocation): Logsource {
  const text = optionValue(invocation, 'logsource')
  if (text === undefined) return {}
  const logsource: { -readonly [part in keyof Logsource]: Logsource[part] } = {}
  for (const part of text.split(',')) {
    const [given = '', value = ''] = part.split('=', 2).map(word => word.trim())
    const name = LOGSOURCE_PARTS.find(known => known === given)
    if (!name || value === '' || value.length > LOGSOURCE_LENGTH_MAX)
      throw usage('--logsource', text, 'product=NAME, service=NAME or category=NAME, separated by commas')
    logsource[name] = value
  }
  return logsource
}

const LOGSOURCE_PARTS = ['product', 'service', 'category'] as const
const LOGSOURCE_LENGTH_MAX = 100
