import { SentinelError } from '../errors.ts'
import { defaultLog } from '../services/default-log.ts'
import { SCENARIOS } from '../simulate/scenarios.ts'
import { writeSimulation } from '../simulate/write.ts'
import { type Command, type Invocation, optionValue } from './command.ts'

/** With a seed the times are fixed too, so that the bytes are the same whenever it runs. */
const SEEDED_START_MS = Date.UTC(2026, 0, 1)

/** `log-sentinel simulate`: benign noise and attacks, appended to a log at the pace of real time. */
export const simulate: Command = {
  name: 'simulate',
  summary: 'Append benign noise and attack stories to a log, with the ground truth of what must be detected',
  usage: '[--rate N] [--seed N] [--scenario NAME] [--lines N] [--truth FILE] [FILE]',
  options: {
    rate: { type: 'string', value: 'N', description: 'Lines a second. Default: 10.' },
    seed: {
      type: 'string',
      value: 'N',
      description:
        'Same seed, same bytes: the lines then tell times from 2026-01-01 on. Without, the times are real.',
    },
    scenario: { type: 'string', value: 'NAME', description: `Only this story: ${SCENARIOS.join(', ')}.` },
    lines: {
      type: 'string',
      value: 'N',
      description: 'Ends after so many lines. Without, it goes on until it is stopped.',
    },
    truth: {
      type: 'string',
      value: 'FILE',
      description: 'Writes, as NDJSON, each line that must fire: its byte offset and the rules.',
    },
  },
  takesSettings: true,
  positionals: 'FILE',
  async run(invocation) {
    const [file = defaultLog(invocation.config().data_dir), second] = invocation.positionals
    if (second !== undefined)
      throw new SentinelError('USAGE', {
        where: `argument ${second}`,
        found: 'a second file',
        expected: 'one file',
      })
    const seed = numberOption(invocation, 'seed', { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true })
    const totals = await writeSimulation(
      {
        file,
        rate: numberOption(invocation, 'rate', { least: 0.01, most: 1_000_000, whole: false }) ?? 10,
        seed: seed ?? invocation.clock.now(),
        scenario: optionValue(invocation, 'scenario'),
        truth: optionValue(invocation, 'truth'),
        limit_lines: numberOption(invocation, 'lines', {
          least: 1,
          most: Number.MAX_SAFE_INTEGER,
          whole: true,
        }),
        ...(seed !== undefined && { start_ms: SEEDED_START_MS }),
        clock: invocation.clock,
      },
      invocation.signal,
    )
    invocation.stderr.write(
      `${totals.lines} lines, ${totals.bytes} bytes, ${totals.must_fire} that must fire, written to ${file}\n`,
    )
    return 0
  },
}

function numberOption(
  invocation: Invocation,
  name: string,
  { least, most, whole }: { least: number; most: number; whole: boolean },
): number | undefined {
  const text = optionValue(invocation, name)
  if (text === undefined) return undefined
  const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number
  throw new SentinelError('USAGE', {
    where: `--${name}`,
    found: text,
    expected: `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
  })
}
