import { load } from 'js-yaml'
import { z } from 'zod'
import { messageOf, SentinelError } from '../errors.ts'
import type { LogEvent } from '../schema/event.ts'
import { type Logsource, logsourceSchema } from '../schema/logsource.ts'
import type { DetectionRule, SigmaEvent } from '../sigma/index.ts'
import { createPlainMatcher } from '../sigma/index.ts'
import type { Correlations } from './correlations.ts'
import { SignalCollector } from './scan/collect-signals.ts'
import { createScanCorrelator } from './scan/correlate.ts'

/**
 * Sequences of events that must and must not make a correlation hold, kept beside it: `ssh_brute_force.yml` is tested by
 * `ssh_brute_force.test.yml` in the same folder.
 *
 * ```yaml
 * logsource:                     # optional: hints for every event below
 *     product: linux
 * fires:                         # each of these must make the correlation hold at least once
 *     - name: six wrong passwords within a minute
 *       events:
 *           - { times: 6, every: 10s, line: 'Nov 22 10:00:08 web-1 sshd[4{n}]: Failed password for root from ...' }
 *           - { at: 5m, line: 'Nov 22 10:00:08 web-1 sshd[48]: Accepted password for root from ...' }
 * no_fire:                       # none of these may
 *     - name: five wrong passwords
 *       events: [...]
 * ```
 *
 * `at` is when an event happens, counted from the beginning, whatever time it tells itself; `times` and `every` repeat
 * it, and `{n}` in it is the number of the repetition, from 1. `line` is a raw record, `fields` one that is JSON.
 */
const SPAN = /^(\d{1,6})([smhd])$/
const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const spanSchema = z
  .string()
  .regex(SPAN, 'a number and s, m, h or d, such as 90s')
  .transform(text => {
    const [, amount, unit = ''] = SPAN.exec(text) ?? []
    return Number(amount) * (UNITS_MS[unit] ?? 0)
  })

const REPETITIONS_MAX = 10_000
const stepSchema = z
  .strictObject({
    line: z.string().optional(),
    fields: z.record(z.string(), z.unknown()).optional(),
    at: spanSchema.default(0),
    times: z.int().min(1).max(REPETITIONS_MAX).default(1),
    every: spanSchema.default(0),
  })
  .refine(({ line, fields }) => (line === undefined) !== (fields === undefined), 'either `line` or `fields`')
const sequenceSchema = z.strictObject({
  name: z.string().min(1),
  events: z.array(stepSchema).min(1).max(1000),
})
const sequenceTestsSchema = z.strictObject({
  logsource: logsourceSchema.default({}),
  fires: z.array(sequenceSchema).min(1).max(1000),
  no_fire: z.array(sequenceSchema).max(1000).default([]),
})
export type SequenceTests = z.infer<typeof sequenceTestsSchema>

/** Reads the text of a test file. RULES_INVALID, with `file` as its place, if it does not fit the format. */
export function parseSequenceTests(text: string, file: string): SequenceTests {
  const expected = 'lists `fires` and `no_fire` of sequences with `name` and `events`'
  try {
    const result = sequenceTestsSchema.safeParse(load(text))
    if (result.success) return result.data
    const [issue] = result.error.issues
    throw new SentinelError('RULES_INVALID', {
      where: [file, ...(issue?.path ?? [])].join(' '),
      found: issue?.message ?? result.error.message,
      expected,
    })
  } catch (error) {
    if (error instanceof SentinelError) throw error
    throw new SentinelError('RULES_INVALID', { where: file, found: messageOf(error), expected, cause: error })
  }
}

export interface SequenceTestFailure {
  readonly list: 'fires' | 'no_fire'
  readonly name: string
  /** What happened in place of what was expected. */
  readonly reason: string
}

export interface SequenceRules {
  readonly rules: readonly DetectionRule[]
  readonly correlations: Correlations
}

/** `toEvent` is the normaliser. */
export function runSequenceTests(
  correlation: string,
  tests: SequenceTests,
  { rules, correlations }: SequenceRules,
  toEvent: (input: string | Record<string, unknown>, hints: Logsource) => LogEvent & SigmaEvent,
): SequenceTestFailure[] {
  const matcher = createPlainMatcher(rules.filter(({ id }) => correlations.router.knows(id)))
  const run = (list: SequenceTestFailure['list']) =>
    tests[list].flatMap(({ name, events }): SequenceTestFailure[] => {
      const signals = new SignalCollector(correlations)
      let matched = 0
      for (const [at, { input, time_ms }] of timed(events).entries()) {
        const event = { ...toEvent(input, tests.logsource), time_ms }
        const matches = matcher.match(event)
        if (matches.length > 0) matched++
        signals.add(at, event, matches, time_ms)
      }
      const correlator = createScanCorrelator(
        { plans: correlations.plans, silenced: new Set() },
        { lateness_ms: 0, is_merged: true },
      )
      const stories = [...correlator.add(signals.take()), ...correlator.end()]
      const own = stories.filter(story => story.correlation === correlation)
      if (own.length > 0 === (list === 'fires')) return []
      const of = `of ${timed(events).length} events ${matched} matched a rule that correlations name`
      const [first] = own
      const reason = first ? `held for ${JSON.stringify(first.group)}, ${first.count} events` : 'did not hold'
      return [{ list, name, reason: `${reason}; ${of}` }]
    })
  return [...run('fires'), ...run('no_fire')]
}

/** Any day will do: only what is between the events counts. */
const BEGIN_MS = Date.UTC(2026, 0, 1)

function timed(steps: SequenceTests['fires'][number]['events']) {
  return steps
    .flatMap(({ line, fields, at, times, every }) =>
      Array.from({ length: times }, (_, index) => ({
        input: numbered(line ?? fields ?? '', index + 1),
        time_ms: BEGIN_MS + at + index * every,
      })),
    )
    .toSorted((left, right) => left.time_ms - right.time_ms)
}

function numbered(input: string | Record<string, unknown>, n: number): string | Record<string, unknown> {
  if (typeof input === 'string') return input.replaceAll('{n}', String(n))
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replaceAll('{n}', String(n)) : value,
    ]),
  )
}
