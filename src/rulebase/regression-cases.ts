import { z } from 'zod'
import { messageOf, SentinelError } from '../errors.ts'
import {
  createPlainMatcher,
  type DetectionRule,
  type Explanation,
  explainRule,
  type SigmaEvent,
} from '../sigma/index.ts'
import { reasonNotMatched } from './rule-tests.ts'

/**
 * Events that rules must match, kept apart from them: a line of JSON for each event, such as they are made of SigmaHQ's
 * regression data.
 *
 * ```json
 * {"rule_id": "540703fb-...", "test": "proc_creation_win_whoami", "match_count": 1, "must_fire": true, "event": {...}}
 * ```
 *
 * Lines of one rule and one `test` (the rule's id, if absent) are one case. It passes if the rule matches every event
 * that says `must_fire` (the default), and at least `match_count` of all of them (one, if absent or null). The event is a
 * record as a log would have it, which goes through the normaliser.
 */
const lineSchema = z.looseObject({
  rule_id: z.string().min(1),
  test: z.string().optional(),
  match_count: z.number().int().min(0).nullish(),
  must_fire: z.boolean().default(true),
  event: z.record(z.string(), z.unknown()),
})

export interface RegressionEvent {
  readonly event: Record<string, unknown>
  readonly must_fire: boolean
  /** In the file, from 1. */
  readonly line: number
}

export interface RegressionCase {
  readonly name: string
  readonly rule_id: string
  readonly match_count_min: number
  readonly events: readonly RegressionEvent[]
}

/** Reads the text of a file of cases. RULES_INVALID, with `file` and line as its place, if it does not fit the format. */
export function parseRegressionCases(text: string, file: string): RegressionCase[] {
  const lines = text.split('\n').flatMap((written, index) => {
    if (written.trim() === '') return []
    return [{ ...parseLine(written, `${file}:${index + 1}`), line: index + 1 }]
  })
  const cases = Map.groupBy(lines, ({ rule_id, test }) => `${rule_id}\0${test ?? ''}`)
  return [...cases.values()].flatMap(events => {
    const [first] = events
    if (!first) return []
    return [
      {
        name: first.test ?? first.rule_id,
        rule_id: first.rule_id,
        match_count_min: first.match_count ?? 1,
        events: events.map(({ event, must_fire, line }) => ({ event, must_fire, line })),
      },
    ]
  })
}

function parseLine(text: string, where: string): z.output<typeof lineSchema> {
  const expected = 'an object with `rule_id` and `event`, and perhaps `test`, `must_fire` and `match_count`'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new SentinelError('RULES_INVALID', { where, found: messageOf(error), expected, cause: error })
  }
  const result = lineSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const found = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? result.error.message}`
  throw new SentinelError('RULES_INVALID', { where, found, expected })
}

export interface RegressionFailure {
  /** In the file, from 1. */
  readonly line: number
  readonly reason: string
  readonly explanation: Explanation
}

/** The events of the case that the rule does not match although it must; of too few matches any that it does not. */
export function runRegressionCase(
  rule: DetectionRule,
  { events, match_count_min }: RegressionCase,
  toEvent: (record: Record<string, unknown>) => SigmaEvent,
): RegressionFailure[] {
  const matcher = createPlainMatcher([rule])
  const silent = events.flatMap(({ event: record, must_fire, line }) => {
    const event = toEvent(record)
    return matcher.match(event).length > 0 ? [] : [{ event, must_fire, line }]
  })
  const matched = events.length - silent.length
  const is_enough = matched >= match_count_min
  return silent
    .filter(({ must_fire }) => must_fire || !is_enough)
    .map(({ event, line }) => ({
      line,
      reason: `${reasonNotMatched(event)}${is_enough ? '' : ` (${matched} of at least ${match_count_min} matched)`}`,
      explanation: explainRule(rule, event),
    }))
}
