import { decodeKey } from '../../src/correlate/key.ts'
import type { Signal } from '../../src/correlate/signal.ts'
import { referenceStories } from '../../src/correlate/testing/reference.ts'
import { describeEvent } from '../../src/normalize/describe.ts'
import { normalize } from '../../src/normalize/normalize.ts'
import { correlatedField, repetitionsOf } from '../../src/pipeline/correlated-field.ts'
import { planRules } from '../../src/pipeline/correlations.ts'
import { storyId } from '../../src/pipeline/story-alert.ts'
import { loadRuleFiles } from '../../src/rulebase/load-rules.ts'
import type { StoredAlert } from '../../src/schema/alert.ts'
import { createPlainMatcher } from '../../src/sigma/index.ts'

/**
 * The stories that correlations must tell of lines, whoever reads these in whatever order: matched by the plain matcher
 * and computed at once from all of them by the reference, with no services, no state and no time but that of the lines.
 */
export interface StoryOracle {
  /** All correlations that raise alerts. */
  readonly correlations: readonly string[]
  /** Every line must be its own, and tell its time. */
  storiesOf(lines: readonly string[]): ToldStory[]
}

/** What is compared of a story. */
export interface ToldStory {
  readonly id: string
  readonly rule_id: string
  readonly group: Readonly<Record<string, string>>
  readonly count: number
  readonly value: number
  readonly first: string
  readonly last: string
  /** The messages of its events, of which an alert lists the first and the last 50. */
  readonly events: readonly string[]
}

/** `host` is that of the collector, where one reads the lines. */
export async function createStoryOracle(rule_paths: readonly string[], host = ''): Promise<StoryOracle> {
  const { set } = await loadRuleFiles(rule_paths)
  const { plans, router, silenced, headers } = planRules(set)
  const matcher = createPlainMatcher(set.rules.filter(({ id }) => router.knows(id)))
  const titleOf = (rule: string) => headers.get(rule)?.title ?? rule

  function signalsOf(line: string, messages: Map<string, string>): Signal[] {
    const { event } = normalize({
      id: line,
      host,
      source: 'oracle',
      logsource: {},
      value: Buffer.from(line),
      received_ms: 0,
    })
    const signals = matcher.match(event).flatMap(({ rule }) =>
      Array.from({ length: repetitionsOf(event) }, (_, nth) => nth).flatMap(nth =>
        router.signalsOf({
          rule: rule.id,
          event_id: nth === 0 ? event.id : `${event.id}#${nth}`,
          time_ms: event.time_ms,
          field: name => correlatedField(event, name),
        }),
      ),
    )
    for (const { id } of signals) messages.set(String(id), describeEvent(event))
    return signals
  }

  return {
    correlations: [...plans.by_id.keys()].filter(id => !silenced.has(id)),
    storiesOf(lines) {
      const messages = new Map<string, string>()
      const signals = lines.flatMap(line => signalsOf(line, messages))
      return referenceStories(plans, signals, 0).flatMap((story): ToldStory[] => {
        const [correlation = '', key = ''] = decodeKey(story.identity)
        if (silenced.has(correlation)) return []
        const values = decodeKey(key)
        const fields = plans.by_id.get(correlation)?.group_by ?? []
        return [
          {
            id: storyId(story.identity),
            rule_id: correlation,
            group: Object.fromEntries(fields.map((field, at) => [field, values[at] ?? ''])),
            count: story.count,
            value: story.value,
            first: isoOf(story.first_ms),
            last: isoOf(story.last_ms),
            // What an inner correlation tells has no line of its own, but its title.
            events: story.evidence
              .map(String)
              .map(id => messages.get(id) ?? titleOf(decodeKey(id)[0] ?? ''))
              .toSorted(),
          },
        ]
      })
    },
  }
}

const isoOf = (time_ms: number) => new Date(time_ms).toISOString()

/** What is stored of a story, to be compared with what an oracle expects. */
export function storyOf({
  id,
  rule_id,
  correlation,
  timeline,
}: Pick<StoredAlert, 'id' | 'rule_id' | 'correlation' | 'timeline'>): ToldStory {
  if (!correlation) throw new Error(`the alert ${id} is of no correlation`)
  const { group, count, value, first, last } = correlation
  return {
    id,
    rule_id,
    group: Object.fromEntries(group.map(({ field, value }) => [field, value])),
    count,
    value,
    first,
    last,
    events: (timeline ?? []).map(({ message }) => message).toSorted(),
  }
}

export const byId = <Story extends ToldStory>(stories: readonly Story[]): Story[] =>
  stories.toSorted((left, right) => (left.id < right.id ? -1 : 1))
