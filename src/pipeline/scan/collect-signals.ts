import { decodeKey } from '../../correlate/key.ts'
import type { Signal } from '../../correlate/signal.ts'
import type { LogEvent } from '../../schema/event.ts'
import type { RuleMatch } from '../alert.ts'
import type { Correlations } from '../correlations.ts'
import { correlatedField } from '../signal-feed.ts'

/** Makes signals of the matches that correlations ask for, where they are found. */
export class SignalCollector {
  readonly #router: Correlations['router']
  #signals: Signal[] = []

  constructor({ router }: Pick<Correlations, 'router'>) {
    this.#router = router
  }

  /** An event that tells no time counts at `otherwise_ms`. */
  add(
    file: string,
    line: number,
    event: LogEvent,
    matches: readonly RuleMatch[],
    otherwise_ms: number,
  ): void {
    for (const { rule } of matches) {
      if (!this.#router.knows(rule.id)) continue
      const told_ms = event.time_ms
      const match = {
        rule: rule.id,
        event_id: `${line}:${file}`,
        time_ms: Number.isNaN(told_ms) ? Math.floor(otherwise_ms) : told_ms,
        field: (name: string) => correlatedField(event, name),
      }
      for (const signal of this.#router.signalsOf(match)) this.#signals.push(signal)
    }
  }

  /** What was added since the last time. */
  take(): readonly Signal[] {
    const signals = this.#signals
    this.#signals = []
    return signals
  }
}

/** The record that a signal's id stands for; null for the result of an inner correlation. */
export function recordOf(signal_id: string, correlations: Correlations, rule: string) {
  if (correlations.plans.by_id.has(rule)) return null
  const [, line, file] = /^(\d+):([\s\S]*)$/.exec(eventIdOf(signal_id, rule)) ?? []
  return line === undefined || file === undefined ? null : { file, line: Number(line) }
}

/** Where rules are told apart, the id is that of the rule and of the event. */
function eventIdOf(signal_id: string, rule: string): string {
  return signal_id.startsWith(`${rule.length}:${rule}`) ? (decodeKey(signal_id)[1] ?? '') : signal_id
}
