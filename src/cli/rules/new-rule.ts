import { dump } from 'js-yaml'
import type { Level } from '../../schema/level.ts'
import type { Logsource } from '../../schema/logsource.ts'

/** Writes the texts of a rule and of the events that it is tested with. */

export interface NewRule {
  readonly id: string
  readonly title: string
  readonly description: string | undefined
  readonly author: string | undefined
  /** Milliseconds since 1970 (UTC). */
  readonly now_ms: number
  readonly tags: readonly string[]
  readonly logsource: Logsource
  /** With its modifiers, `CommandLine|contains`; undefined for keywords. */
  readonly field: string | undefined
  readonly values: readonly string[]
  readonly level: Level
  /** Lines of a log that must match. Without any an event is made of the field and its first value. */
  readonly events: readonly string[]
}

export function ruleText(rule: NewRule): string {
  const { id, title, description, author, now_ms, tags, logsource, field, values, level } = rule
  const [only] = values
  const one_or_all = values.length === 1 ? only : [...values]
  const detection =
    field === undefined
      ? { keywords: [...values], condition: 'keywords' }
      : { selection: { [field]: one_or_all }, condition: 'selection' }
  return yaml({
    title,
    id,
    status: 'experimental',
    description: description ?? `Detects ${title}`,
    ...(author === undefined ? {} : { author }),
    date: new Date(now_ms).toISOString().slice(0, 10),
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
    logsource,
    detection,
    falsepositives: ['Unknown'],
    level,
  })
}

/** The events of the test: `no_match` by default one that is made up. */
export function ruleTestText(
  { logsource, field, values, events }: NewRule,
  no_match: readonly unknown[] = [recordOf(field, 'another value')],
): string {
  const match = events.length > 0 ? [...events] : [recordOf(field, exampleOf(values[0] ?? ''))]
  return yaml({ logsource, match, ...(no_match.length > 0 ? { no_match: [...no_match] } : {}) })
}

function recordOf(field: string | undefined, value: string): unknown {
  const name = field?.split('|', 1)[0]
  return name === undefined ? value : { fields: { [name]: value } }
}

/** A text that the value fits: what a wildcard stands for may be anything. */
function exampleOf(value: string): string {
  return value.replace(/\\([\\*?])|[*?]/g, (_, escaped: string | undefined) => escaped ?? 'x')
}

/** The name of the rule's file: its title in lower case, words joined by underscores. */
export function fileNameOf(title: string): string {
  const words =
    title
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? []
  return `${words.join('_').slice(0, 70) || 'rule'}.yml`
}

const yaml = (value: unknown) => dump(value, { indent: 4, lineWidth: 110 })
