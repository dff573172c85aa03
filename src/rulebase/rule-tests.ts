import { load } from 'js-yaml'
import { z } from 'zod'
import { messageOf, SentinelError } from '../errors.ts'
import { logsourceSchema } from '../schema/logsource.ts'
import {
  createPlainMatcher,
  type DetectionRule,
  type Explanation,
  explainRule,
  type Logsource,
  type Match,
  type SigmaEvent,
} from '../sigma/index.ts'

/**
 * Events that a rule must and must not match, kept beside the rule: `ssh_root_login.yml` is tested by
 * `ssh_root_login.test.yml` in the same folder.
 *
 * ```yaml
 * logsource:                     # optional: hints for every event below
 *     product: linux
 *     service: sshd
 * match:                         # each of these must match the rule
 *     - 'Jan  5 10:00:00 web1 sshd[411]: Accepted password for root from 203.0.113.7 port 4711 ssh2'
 *     - line: '<38>1 2026-01-05T10:00:00Z web1 sshd 411 - - Accepted publickey for root from 203.0.113.7'
 *       logsource: { product: linux }    # optional: in place of the file's hints
 *     - fields: { User: root, SourceIp: 203.0.113.7 }
 * no_match:                      # none of these may
 *     - 'Jan  5 10:00:00 web1 sshd[411]: Failed password for root from 203.0.113.7 port 4711 ssh2'
 * ```
 *
 * A string, or `line`, is a raw record, which goes through the normaliser; `fields` is a record that is JSON.
 * At least one event must match: a rule that nothing shows to work is not tested.
 */
const itemSchema = z.union([
  z.string().transform(line => ({ input: line, logsource: undefined })),
  z
    .strictObject({ line: z.string(), logsource: logsourceSchema.optional() })
    .transform(({ line, logsource }) => ({ input: line, logsource })),
  z
    .strictObject({ fields: z.record(z.string(), z.unknown()), logsource: logsourceSchema.optional() })
    .transform(({ fields, logsource }) => ({ input: fields, logsource })),
])

const ruleTestsSchema = z.strictObject({
  logsource: logsourceSchema.default({}),
  match: z.array(itemSchema).min(1).max(1000),
  no_match: z.array(itemSchema).max(1000).default([]),
})

export interface RuleTestEvent {
  /** A raw line, or the fields of a record. */
  input: string | Record<string, unknown>
  /** What is said of the record's origin. */
  hints: Logsource
}

export interface RuleTests {
  match: RuleTestEvent[]
  no_match: RuleTestEvent[]
}

/** The file that tests the rule of `rule_file`. */
export function ruleTestFileOf(rule_file: string): string {
  return rule_file.replace(/\.(ya?ml)$/i, '.test.$1')
}

/** Reads the text of a test file. RULES_INVALID, with `file` as its place, if it does not fit the format. */
export function parseRuleTests(text: string, file: string): RuleTests {
  const result = ruleTestsSchema.safeParse(parseYaml(text, file))
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new SentinelError('RULES_INVALID', {
      where: [file, ...(issue?.path ?? [])].join(' '),
      found: issue?.message ?? result.error.message,
      expected:
        'lists `match` and `no_match` of lines, or of maps with `line` or `fields` and perhaps `logsource`',
    })
  }
  const { logsource, match, no_match } = result.data
  const withHints = (item: z.output<typeof itemSchema>) => ({
    input: item.input,
    hints: item.logsource ?? logsource,
  })
  return { match: match.map(withHints), no_match: no_match.map(withHints) }
}

export interface RuleTestFailure {
  readonly list: 'match' | 'no_match'
  /** Its place in the list, from 0. */
  readonly index: number
  readonly input: RuleTestEvent['input']
  /** What happened in place of what was expected. */
  readonly reason: string
  /** What every part of the rule says of the event. */
  readonly explanation: Explanation
}

/**
 * Runs the rule, with its filters, on each event. `toEvent` is the normaliser: what it makes of the origin decides,
 * as in the product, whether the rule is tried at all.
 */
export function runRuleTests(
  rule: DetectionRule,
  tests: RuleTests,
  toEvent: (input: RuleTestEvent['input'], hints: Logsource) => SigmaEvent,
): RuleTestFailure[] {
  const matcher = createPlainMatcher([rule])
  const run = (list: RuleTestFailure['list']) =>
    tests[list].flatMap(({ input, hints }, index): RuleTestFailure[] => {
      const event = toEvent(input, hints)
      const [match] = matcher.match(event)
      if ((match !== undefined) === (list === 'match')) return []
      const reason = match ? `matched by ${causesOf(match)}` : reasonNotMatched(event)
      return [{ list, index, input, reason, explanation: explainRule(rule, event) }]
    })
  return [...run('match'), ...run('no_match')]
}

export function reasonNotMatched({ logsource }: SigmaEvent): string {
  return `not matched as an event of ${JSON.stringify(logsource)}`
}

function causesOf({ matched }: Match): string {
  return (
    matched.map(({ field, pattern }) => `${field ?? 'keyword'} ${pattern}`).join(' and ') ||
    'what the event lacks'
  )
}

function parseYaml(text: string, file: string): unknown {
  try {
    return load(text)
  } catch (error) {
    throw new SentinelError('RULES_INVALID', {
      where: file,
      found: messageOf(error),
      expected: 'a YAML document',
      cause: error,
    })
  }
}
