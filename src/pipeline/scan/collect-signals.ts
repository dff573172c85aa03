import type { LeftOut, MatchedEvent } from '../../correlate/router.ts'
import type { Signal } from '../../correlate/signal.ts'
import type { LogEvent } from '../../schema/event.ts'
import type { RuleMatch } from '../alert.ts'
import { correlatedField, repetitionsOf } from '../correlated-field.ts'
import type { Correlations } from '../correlations.ts'
import { type SignalColumns, SignalWriter } from './signal-columns.ts'

/** How many matches a correlation could not take. */
export type CorrelationLeftOut = LeftOut & { readonly correlation: string }

interface MatchAtHand extends MatchedEvent {
  rule: string
  /** The number of its record. */
  event_id: number
  time_ms: number
  event: LogEvent | undefined
}

/** Makes signals of the matches that correlations ask for, where they are found. */
export class SignalCollector {
  readonly #router: Correlations['router']
  readonly #signals = new SignalWriter()
  /** The match at hand, whose object stands for the next one afterwards. */
  readonly #match: MatchAtHand = {
    rule: '',
    event_id: 0,
    time_ms: 0.5,
    event: undefined,
    field(name) {
      return this.event && correlatedField(this.event, name)
    },
  }
  /** Whether its event matches one rule only. */
  #is_alone = true
  /** Where the signals of its event begin. */
  #first = 0

  constructor({ router }: Pick<Correlations, 'router'>) {
    this.#router = router
  }

  /**
   * An event that tells no time counts at `otherwise_ms`.
   * @param record Its number among all records.
   */
  add(record: number, event: LogEvent, matches: readonly RuleMatch[], otherwise_ms: number): void {
    const match = this.#match
    this.#is_alone = matches.length === 1
    this.#first = this.#signals.length
    match.event_id = record
    match.event = event
    const times = repetitionsOf(event)
    let time_ms = Number.NaN
    for (let at = 0; at < matches.length; at++) {
      const rule = matches[at]?.rule
      if (rule === undefined || !this.#router.knows(rule.id)) continue
      if (Number.isNaN(time_ms))
        time_ms = Number.isNaN(event.time_ms) ? Math.floor(otherwise_ms) : event.time_ms
      match.rule = rule.id
      match.time_ms = time_ms
      for (let nth = 0; nth < times; nth++) this.#router.route(match, this.#take)
    }
    match.event = undefined
  }

  readonly #take = (signal: Signal): void => {
    if (this.#is_alone || !this.#counts(signal, this.#first)) this.#signals.add(signal, this.#match.event_id)
  }

  /** Whether the event, by another rule that it matches, counts already where rules are not told apart. */
  #counts({ correlation, key, rule }: Signal, from: number): boolean {
    if (this.#router.tellsRulesApart(correlation)) return false
    const { correlations, keys, rules } = this.#signals.columns
    for (let at = from; at < this.#signals.length; at++)
      if (correlations[at] === correlation && keys[at] === key && rules[at] !== rule) return true
    return false
  }

  /** What went into no group since the last time. */
  takeLeftOut(): CorrelationLeftOut[] {
    const left_out: CorrelationLeftOut[] = []
    for (const [correlation, counts] of this.#router.left_out) {
      const { without_group, without_value, not_a_number } = counts
      if (without_group + without_value + not_a_number === 0) continue
      left_out.push({ correlation, without_group, without_value, not_a_number })
      counts.without_group = 0
      counts.without_value = 0
      counts.not_a_number = 0
    }
    return left_out
  }

  /** What was added since the last time. */
  take(): SignalColumns {
    return this.#signals.take()
  }
}
