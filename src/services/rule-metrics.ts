import { Counter, Gauge, type Registry } from 'prom-client'
import type { RecordMatcher } from '../pipeline/record-matcher.ts'
import type { LoadedRules } from '../rulebase/load-rules.ts'

interface RulesInForce extends Pick<RecordMatcher, 'tableBytes'> {
  readonly loaded: LoadedRules
}

/** The metrics of the rules in force, which `current` gives, on the registry of the process. */
export function ruleMetrics(
  registry: Registry,
  current: () => RulesInForce,
): { readonly undecided: Counter } {
  const registers = [registry]
  const gauge = (name: string, help: string, value: (rules: RulesInForce) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value(current()))
      },
    })
  gauge(
    'sentinel_rules_loaded',
    'Rules, filters and correlations that are in force.',
    ({ loaded }) => loaded.loaded,
  )
  gauge(
    'sentinel_rules_left_out',
    'Files and documents of rules that have an error.',
    ({ loaded }) => loaded.problems.length,
  )
  gauge(
    'sentinel_rules_quarantined',
    'Rules in force that are not tried any more, as they could not be decided within their bound.',
    ({ loaded }) => loaded.set.quarantined.length,
  )
  gauge('sentinel_rules_table_bytes', 'What the indexes over the rules take now.', rules =>
    rules.tableBytes(),
  )
  return {
    undecided: new Counter({
      name: 'sentinel_rules_undecided_total',
      help: 'Pairs of an event and a rule that could not be decided; each put its rule into quarantine.',
      registers,
    }),
  }
}
