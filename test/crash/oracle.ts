import { fileURLToPath } from 'node:url'
import { normalize } from '../../src/normalize/normalize.ts'
import { planRules } from '../../src/pipeline/correlations.ts'
import { loadRuleFiles } from '../../src/rulebase/load-rules.ts'
import { createPlainMatcher } from '../../src/sigma/index.ts'

/** What must be detected in a line, by the plain matcher: no services, no index, no state. */
export interface Oracle {
  /** All rules that raise alerts on single lines. */
  readonly rules: readonly string[]
  /** The ids of those that a line fires. */
  rulesOf(line: string): string[]
}

/** Some time: a syslog line without a year takes it from here. */
const RECEIVED_MS = Date.UTC(2026, 11, 1)
const SHIPPED_RULES = fileURLToPath(new URL('../../rules', import.meta.url))

export async function createOracle(): Promise<Oracle> {
  const { set } = await loadRuleFiles([SHIPPED_RULES])
  // Rules that only serve a correlation raise no alerts of their own.
  const { silenced } = planRules(set)
  const rules = set.rules.filter(({ id }) => !silenced.has(id))
  const matcher = createPlainMatcher(rules)
  return {
    rules: rules.map(({ id }) => id),
    rulesOf(line) {
      const { event } = normalize({
        id: '',
        host: '',
        source: 'oracle',
        logsource: {},
        value: Buffer.from(line),
        received_ms: RECEIVED_MS,
      })
      return matcher.match(event).map(({ rule }) => rule.id)
    },
  }
}
