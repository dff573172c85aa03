import { isSentinelError, SentinelError } from '../errors.ts'
import { normalize } from '../normalize/normalize.ts'
import { type ScanCounts, scanRecords } from '../pipeline/scan.ts'
import { loadRuleFiles } from '../rulebase/load-rules.ts'
import { LEVELS, levelSchema } from '../schema/level.ts'
import { type Logsource, logsourceSchema } from '../schema/logsource.ts'
import { rulePaths } from '../services/rule-paths.ts'
import { type Command, type Invocation, optionValue } from './command.ts'
import { describeFailure } from './run.ts'
import { matchPrinter, SCAN_FORMATS } from './scan-output.ts'
import { recordsOf } from './scan-records.ts'

/** `log-sentinel scan`: rules against files. */
export const scan: Command = {
  name: 'scan',
  summary: 'Match rules against files or standard input, without any service',
  usage:
    '[--rules PATH]... [--format table|ndjson|csv] [--level LEVEL] [--logsource product=..,service=..,category=..] FILE...|-',
  options: {
    format: {
      type: 'string',
      value: SCAN_FORMATS.join('|'),
      description: 'What is printed. Default: table.',
    },
    level: {
      type: 'string',
      value: 'LEVEL',
      description: `Only rules of this level or above: ${LEVELS.join(', ')}.`,
    },
    logsource: {
      type: 'string',
      value: 'product=..,..',
      description: 'What the files are; wins over what is detected.',
    },
    'fail-on': {
      type: 'string',
      value: 'LEVEL',
      description: 'Ends with 1 where a rule of this level or above matched.',
    },
  },
  takesSettings: true,
  positionals: 'FILE',
  async run(invocation) {
    const { positionals, stderr, clock } = invocation
    const format = choice(invocation, 'format', SCAN_FORMATS) ?? 'table'
    const least = levelOption(invocation, 'level') ?? 0
    const failOn = levelOption(invocation, 'fail-on') ?? Number.POSITIVE_INFINITY
    const logsource = logsourceOption(invocation)
    if (positionals.length === 0)
      throw usage('log-sentinel scan', 'no file', 'FILE..., or - for standard input')
    const { set, loaded, problems } = await loadRuleFiles(rulePaths(invocation.config().rules), {
      unknown_logsource: 'all',
    })

    const counts: ScanCounts = { events: 0, matches: 0, unparsed: 0 }
    const printer = matchPrinter(format, invocation.stdout)
    const rules = {
      match: (event: Parameters<typeof set.match>[0]) =>
        set.match(event).filter(({ rule }) => LEVELS.indexOf(rule.level) >= least),
    }
    let worst = -1
    let readable = 0
    const started_ms = clock.now()
    const dependencies = { normalize, rules, logsource, now_ms: started_ms }
    for (const file of positionals) {
      try {
        for await (const match of scanRecords(
          file,
          recordsOf(file, invocation.stdin),
          dependencies,
          counts,
        )) {
          if (invocation.signal.aborted) return 130
          worst = Math.max(worst, LEVELS.indexOf(match.rule.level))
          await printer.match(match)
        }
        readable++
      } catch (error) {
        // The other files are worth reading all the same.
        if (!isSentinelError(error, 'FILE_UNREADABLE')) throw error
        stderr.write(describeFailure(error))
      }
    }
    await printer.end()
    const seconds = Math.max(clock.now() - started_ms, 1) / 1000
    stderr.write(
      `${counts.events} events, ${counts.matches} matches, ${counts.unparsed} unparsed; ${loaded} rules loaded, ` +
        `${problems.length} left out; ${Math.round(counts.events / seconds)} events/s\n`,
    )
    if (readable === 0) return 2
    return worst >= failOn ? 1 : 0
  },
}

function choice<T extends string>(
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

function levelOption(invocation: Invocation, name: string): number | undefined {
  const level = choice(invocation, name, levelSchema.options)
  return level === undefined ? undefined : LEVELS.indexOf(level)
}

function logsourceOption(invocation: Invocation): Logsource {
  const text = optionValue(invocation, 'logsource')
  if (text === undefined) return {}
  const parsed = logsourceSchema.safeParse(
    Object.fromEntries(text.split(',').map(part => part.split('=', 2))),
  )
  if (!parsed.success)
    throw usage('--logsource', text, 'product=NAME, service=NAME or category=NAME, separated by commas')
  return parsed.data
}

const usage = (where: string, found: string, expected: string) =>
  new SentinelError('USAGE', { where, found, expected })
