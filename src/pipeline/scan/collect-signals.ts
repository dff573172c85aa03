import type { LeftOut } from '../../correlate/router.ts'
import type { Signal } from '../../correlate/signal.ts'
import type { LogEvent } from '../../schema/event.ts'
import type { RuleMatch } from '../alert.ts'
import { correlatedField, repetitionsOf } from '../correlated-field.ts'
import type { Correlations } from '../correlations.ts'
import { addSignal, emptyColumns, type SignalColumns } from './signal-columns.ts'

/** How many matches a correlation could not take. */
export type CorrelationLeftOut = LeftOut & { readonly correlation: string }

/** Makes signals of the matches that correlations ask for, where they are found. */
export class SignalCollector {
  readonly #router: Correlations['router']
  #signals = emptyColumns()

  constructor({ router }: Pick<Correlations, 'router'>) {
    this.#router = router
  }

  /**
   * An event that tells no time counts at `otherwise_ms`.
   * @param record Its number among all records.
   */
  add(record: number, event: LogEvent, matches: readonly RuleMatch[], otherwise_ms: number): void {
    const field = (name: string) => correlatedField(event, name)
    const before = this.#signals.records.length
    const times = repetitionsOf(event)
    let time_ms = Number.NaN
    for (const { rule } of matches) {
      if (!this.#router.knows(rule.id)) continue
      if (Number.isNaN(time_ms))
        time_ms = Number.isNaN(event.time_ms) ? Math.floor(otherwise_ms) : event.time_ms
      for (let nth = 0; nth < times; nth++)
        this.#router.route({ rule: rule.id, event_id: record, time_ms, field }, signal => {
          if (matches.length === 1 || !this.#counts(signal, before)) addSignal(this.#signals, signal, record)
        })
    }
  }

  /** Whether the event, by another rule that it matches, counts already where rules are not told apart. */
  #counts({ correlation, key, rule }: Signal, from: number): boolean {
    if (this.#router.tellsRulesApart(correlation)) return false
    const { correlations, keys, rules } = this.#signals
    for (let at = from; at < rules.length; at++)
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
    const signals = this.#signals
    this.#signals = emptyColumns()
    return signals
  }
}
