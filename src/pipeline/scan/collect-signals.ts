import type { Signal } from '../../correlate/signal.ts'
import type { LogEvent } from '../../schema/event.ts'
import type { RuleMatch } from '../alert.ts'
import { correlatedField } from '../correlated-field.ts'
import type { Correlations } from '../correlations.ts'

/** Makes signals of the matches that correlations ask for, where they are found. */
export class SignalCollector {
  readonly #router: Correlations['router']
  #signals: Signal[] = []

  constructor({ router }: Pick<Correlations, 'router'>) {
    this.#router = router
  }

  /**
   * An event that tells no time counts at `otherwise_ms`.
   * @param record Its number among all records.
   */
  add(record: number, event: LogEvent, matches: readonly RuleMatch[], otherwise_ms: number): void {
    const field = (name: string) => correlatedField(event, name)
    const before = this.#signals.length
    let time_ms = Number.NaN
    for (const { rule } of matches) {
      if (!this.#router.knows(rule.id)) continue
      if (Number.isNaN(time_ms))
        time_ms = Number.isNaN(event.time_ms) ? Math.floor(otherwise_ms) : event.time_ms
      for (const signal of this.#router.signalsOf({ rule: rule.id, event_id: record, time_ms, field }))
        if (matches.length === 1 || !this.#counts(signal, before)) this.#signals.push(signal)
    }
  }

  /** Whether the event, by another rule that it matches, counts already where rules are not told apart. */
  #counts({ correlation, key, rule }: Signal, from: number): boolean {
    if (this.#router.tellsRulesApart(correlation)) return false
    for (let at = from; at < this.#signals.length; at++) {
      const other = this.#signals[at]
      if (other?.correlation === correlation && other.key === key && other.rule !== rule) return true
    }
    return false
  }

  /** What was added since the last time. */
  take(): readonly Signal[] {
    const signals = this.#signals
    this.#signals = []
    return signals
  }
}
