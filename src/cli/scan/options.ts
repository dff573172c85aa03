import { availableParallelism } from 'node:os'
import { SCAN_FORMATS } from '../../pipeline/scan/collect.ts'
import { LEVELS } from '../../schema/level.ts'
import { type Command, hasOption, type Invocation, optionValue } from '../command.ts'
import { choice, levelOption, logsourceOption, usage } from '../options.ts'
import type { ScanInput } from './inputs.ts'
import type { ScanOrder } from './scanner.ts'

export const SCAN_OPTIONS: Command['options'] = {
  format: {
    type: 'string',
    value: SCAN_FORMATS.join('|'),
    description: 'What is printed: rules with their counts, or every match as JSON or CSV. Default: table.',
  },
  level: {
    type: 'string',
    value: 'LEVEL',
    description: `Only rules of this level or above: ${LEVELS.join(', ')}.`,
  },
  'fail-on': {
    type: 'string',
    value: 'LEVEL',
    description: 'Ends with 1 where a rule of this level or above matched.',
  },
  jobs: {
    type: 'string',
    value: 'N',
    description:
      'Threads that match. Default: one for each 32 MB to read, at most as many as there are cores.',
  },
  logsource: {
    type: 'string',
    value: 'product=..,..',
    description: 'What the files are; wins over what records say and what is detected.',
  },
  'strict-logsource': {
    type: 'boolean',
    description:
      'On events of which neither product nor service nor category is known, only rules without a product.',
  },
  'time-field': {
    type: 'string',
    value: 'NAME',
    description:
      'The field that holds the time of JSON records; dots lead into maps. Default: the usual ones.',
  },
}

const JOBS_MAX = 256
/** As much is worth a thread of its own, which has to load the rules. */
const BYTES_EACH_JOB = 32 * 1024 * 1024
/** How much larger logs are than their archives, roughly. */
const PACKED = 10

/** @throws SentinelError USAGE */
export function scanOrder(invocation: Invocation, rules: readonly string[]): ScanOrder {
  return {
    rules,
    least_level: levelOption(invocation, 'level') ?? 0,
    format: choice(invocation, 'format', SCAN_FORMATS) ?? 'table',
    logsource: logsourceOption(invocation),
    logsources: invocation.config().logsources,
    time_field: optionValue(invocation, 'time-field'),
    is_strict: hasOption(invocation, 'strict-logsource'),
  }
}

/** The place in LEVELS from which on a match is a failure; beyond all of them where none is. */
export function failLevel(invocation: Invocation): number {
  return levelOption(invocation, 'fail-on') ?? LEVELS.length
}

/** How many threads match. */
export function jobsFor(invocation: Invocation, inputs: readonly ScanInput[]): number {
  const text = optionValue(invocation, 'jobs')
  if (text !== undefined) {
    const jobs = /^\d{1,3}$/.test(text) ? Number(text) : 0
    if (jobs < 1 || jobs > JOBS_MAX) throw usage('--jobs', text, `a number from 1 to ${JOBS_MAX}`)
    return jobs
  }
  const bytes = inputs.reduce(
    (sum, { file, size_bytes }) => sum + size_bytes * (file.endsWith('.gz') ? PACKED : 1),
    0,
  )
  return Math.max(1, Math.min(availableParallelism(), Math.floor(bytes / BYTES_EACH_JOB)))
}
