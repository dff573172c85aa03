import { appliesTo, inLowerCase, type LogsourceOptions } from './applies-to.ts'
import { compileCondition, compileSearch, compileSearches } from './evaluate.ts'
import type { Logsource, SigmaEvent } from './event.ts'
import { EventView } from './event-view.ts'
import type { Condition, Detection, DetectionRule, FieldTest, Search } from './rule.ts'

/**
 * Tells why a rule matches an event or does not: what every part of it says, not only those that a match needed. Each
 * answer comes from the functions of `evaluate.ts`, which decide every match.
 */
export interface Explanation {
  /** The logsource is one that the rule is meant for, and the rule's and every filter's condition hold. */
  readonly matches: boolean | undefined
  /** Whether the rule is tried on events of this logsource at all. */
  readonly applies: boolean
  readonly rule_logsource: Logsource
  readonly event_logsource: Logsource
  readonly condition: ExplainedPart
  readonly filters: readonly { readonly title: string; readonly condition: ExplainedPart }[]
}

/** A part of a condition and what it says of the event; undefined where that could not be decided. */
export type ExplainedPart = { readonly holds: boolean | undefined } & (
  | { readonly kind: 'and' | 'or' | 'not'; readonly of: readonly ExplainedPart[] }
  | { readonly kind: 'at_least'; readonly count: number; readonly of: readonly ExplainedPart[] }
  | { readonly kind: 'selection'; readonly name: string; readonly of: readonly ExplainedPart[] }
  | ExplainedLine
)

/** A field of the event, and which of the values that the rule names were found in it. */
export interface ExplainedLine {
  readonly kind: 'line'
  /** Null for keywords. */
  readonly field: string | null
  readonly quantifier: 'any' | 'all'
  readonly negated: boolean
  readonly values: readonly { readonly written: string; readonly holds: boolean | undefined }[]
  /** Whether the event has the field. */
  readonly exists: boolean
  /** The first of the field's values, each cut; none for keywords, which are looked for everywhere. */
  readonly found: readonly (string | null)[]
  /** A field of the event whose name differs in nothing but case. */
  readonly similar: string | null
}

const FOUND_MAX = 5
const TEXT_LENGTH_MAX = 1024

export function explainRule(
  rule: DetectionRule,
  event: SigmaEvent,
  options: LogsourceOptions = {},
): Explanation {
  const explainer = new Explainer(event)
  const applies = appliesTo(rule.logsource, inLowerCase(event.logsource), options)
  const condition = explainer.detection(rule.detection)
  const filters = rule.filters.map(filter => ({
    title: filter.title,
    condition: explainer.detection(filter.detection),
  }))
  const verdicts = [applies, condition.holds, ...filters.map(filter => filter.condition.holds)]
  return {
    matches: verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true,
    applies,
    rule_logsource: rule.logsource,
    event_logsource: event.logsource,
    condition,
    filters,
  }
}

class Explainer {
  readonly #event: SigmaEvent
  readonly #view: EventView

  constructor(event: SigmaEvent) {
    this.#event = event
    this.#view = new EventView(event)
  }

  detection(detection: Detection): ExplainedPart {
    const { condition, searches } = detection
    const compiled = compileSearches(detection)
    const selection = (name: string): ExplainedPart => {
      const search = searches.get(name)?.search
      return {
        kind: 'selection',
        name,
        holds: compileCondition({ kind: 'search', name }, compiled)(this.#view, []),
        of: search ? [this.#search(search, name)] : [],
      }
    }
    const part = (of: Condition): ExplainedPart => {
      if (of.kind === 'search') return selection(of.name)
      const holds = compileCondition(of, compiled)(this.#view, [])
      switch (of.kind) {
        case 'not':
          return { kind: 'not', holds, of: [part(of.of)] }
        case 'and':
        case 'or':
          return { kind: of.kind, holds, of: of.of.map(part) }
        case 'at_least':
          return { kind: 'at_least', count: of.count, holds, of: of.of.map(selection) }
      }
    }
    return part(condition)
  }

  #search(search: Search, selection: string): ExplainedPart {
    if (search.kind === 'field') return this.#line(search, selection)
    return {
      kind: search.kind === 'all' ? 'and' : 'or',
      holds: compileSearch(search, selection)(this.#view, []),
      of: search.of.map(of => this.#search(of, selection)),
    }
  }

  #line(line: FieldTest, selection: string): ExplainedPart {
    const { field, quantifier, negated, values } = line
    // Each value by itself, as a line that has no other one.
    const holdsAlone = (value: FieldTest['values'][number]) =>
      compileSearch({ ...line, negated: false, quantifier: 'any', values: [value] }, selection)(
        this.#view,
        [],
      )
    const { exists, values: found } = field === null ? { exists: true, values: [] } : this.#view.field(field)
    return {
      kind: 'line',
      holds: compileSearch(line, selection)(this.#view, []),
      field,
      quantifier,
      negated,
      values: values.map(value => ({ written: value.written, holds: holdsAlone(value) })),
      exists,
      found: found.slice(0, FOUND_MAX).map(({ text }) => text?.slice(0, TEXT_LENGTH_MAX) ?? null),
      similar: field === null || exists ? null : this.#similar(field),
    }
  }

  #similar(field: string): string | null {
    const lower = field.toLowerCase()
    return Object.keys(this.#event.fields).find(name => name.toLowerCase() === lower) ?? null
  }
}
