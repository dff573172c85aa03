import { SentinelError } from '../errors.ts'
import { normalize } from '../normalize/normalize.ts'
import { type ScanCounts, type ScanMatch, scanLines } from '../pipeline/scan.ts'
import { loadRuleFiles } from '../rulebase/load-rules.ts'
import { byteLines, fileLines } from '../runtime/byte-lines.ts'
import { printable } from '../runtime/printable.ts'
import { LEVELS, levelSchema } from '../schema/level.ts'
import { type Logsource, logsourceSchema } from '../schema/logsource.ts'
import { rulePaths } from '../services/rules.ts'
import { type Command, type Invocation, optionValue } from './command.ts'

const FORMATS = ['table', 'ndjson'] as const

/** `log-sentinel scan`: rules against files. */
export const scan: Command = {
  name: 'scan',
  summary: 'Match rules against files or standard input, without any service',
  usage:
    '[--rules PATH]... [--format table|ndjson] [--level LEVEL] [--logsource product=..,service=..,category=..] FILE...|-',
  options: {
    format: { type: 'string', value: FORMATS.join('|'), description: 'What is printed. Default: table.' },
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
    const format = choice(invocation, 'format', FORMATS) ?? 'table'
    const least = levelOption(invocation, 'level') ?? 0
    const failOn = levelOption(invocation, 'fail-on') ?? Number.POSITIVE_INFINITY
    const logsource = logsourceOption(invocation)
    if (positionals.length === 0)
      throw usage('log-sentinel scan', 'no file', 'FILE..., or - for standard input')
    const { set, loaded, problems } = await loadRuleFiles(rulePaths(invocation.config().rules), {
      unknown_logsource: 'all',
    })

    const counts: ScanCounts = { events: 0, matches: 0, unparsed: 0 }
    const print = format === 'ndjson' ? ndjsonPrinter(invocation) : tablePrinter(invocation)
    const rules = {
      match: (event: Parameters<typeof set.match>[0]) =>
        set.match(event).filter(({ rule }) => LEVELS.indexOf(rule.level) >= least),
    }
    let worst = -1
    const started_ms = clock.now()
    for (const file of positionals) {
      const lines = file === '-' ? byteLines(invocation.stdin) : fileLines(file)
      for await (const match of scanLines(
        file,
        lines,
        { normalize, rules, logsource, now_ms: started_ms },
        counts,
      )) {
        if (invocation.signal.aborted) return 130
        worst = Math.max(worst, LEVELS.indexOf(match.rule.level))
        await print.match(match)
      }
    }
    print.end()
    const seconds = Math.max(clock.now() - started_ms, 1) / 1000
    stderr.write(
      `${counts.events} events, ${counts.matches} matches, ${counts.unparsed} unparsed; ${loaded} rules loaded, ` +
        `${problems.length} left out; ${Math.round(counts.events / seconds)} events/s\n`,
    )
    return worst >= failOn ? 1 : 0
  },
}

interface Printer {
  match(match: ScanMatch): Promise<void>
  end(): void
}

function ndjsonPrinter({ stdout }: Invocation): Printer {
  return {
    async match({ rule, file, line, event }) {
      const { id: rule_id, title: rule_title, level } = rule
      const time = new Date(event.time_ms).toISOString()
      const more = stdout.write(
        `${JSON.stringify({ rule_id, rule_title, level, file, line, time, fields: event.fields })}\n`,
      )
      if (!more) await new Promise(resolve => stdout.once('drain', resolve))
    },
    end() {},
  }
}

interface Row {
  rule: ScanMatch['rule']
  count: number
  first_ms: number
  last_ms: number
}

/** By rule, worst first: how often, and from when to when. */
function tablePrinter({ stdout }: Invocation): Printer {
  const rows = new Map<string, Row>()
  return {
    async match({ rule, event: { time_ms } }) {
      const row = rows.get(rule.id) ?? { rule, count: 0, first_ms: time_ms, last_ms: time_ms }
      row.count++
      row.first_ms = Math.min(row.first_ms, time_ms)
      row.last_ms = Math.max(row.last_ms, time_ms)
      rows.set(rule.id, row)
    },
    end() {
      const sorted = [...rows.values()].sort(
        (a, b) => LEVELS.indexOf(b.rule.level) - LEVELS.indexOf(a.rule.level) || b.count - a.count,
      )
      for (const { rule, count, first_ms, last_ms } of sorted) {
        const time = `${new Date(first_ms).toISOString()} - ${new Date(last_ms).toISOString()}`
        stdout.write(
          `${rule.level.padEnd(13)} ${String(count).padStart(8)}  ${time}  ${printable(rule.title)}\n`,
        )
      }
    },
  }
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
