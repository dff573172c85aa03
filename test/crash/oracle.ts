import { hostname } from 'node:os'
import { normalize } from '../../src/normalize/normalize.ts'
import { planRules } from '../../src/pipeline/correlations.ts'
import { loadRuleFiles } from '../../src/rulebase/load-rules.ts'
import { createPlainMatcher } from '../../src/sigma/index.ts'
import { createStoryOracle, type StoryOracle } from '../helpers/expected-stories.ts'
import { STORY_RULES } from '../helpers/story-lines.ts'
import { MATRIX_RULES } from './settings.ts'

/** What must be detected in a line, by the plain matcher, and in lines together, by the reference: no services, no index, no state. */
export interface Oracle {
  /** All rules that raise alerts on single lines. */
  readonly rules: readonly string[]
  /** The ids of those that a line fires. */
  rulesOf(line: string): string[]
  /** Of the correlations of the tests; the lines of the shipped ones all have one time. */
  readonly stories: StoryOracle
}

/** Some time: a syslog line without a year takes it from here. */
const RECEIVED_MS = Date.UTC(2026, 11, 1)

export async function createOracle(): Promise<Oracle> {
  const { set } = await loadRuleFiles(MATRIX_RULES)
  // Rules that only serve a correlation raise no alerts of their own.
  const { silenced } = planRules(set)
  const rules = set.rules.filter(({ id }) => !silenced.has(id))
  const matcher = createPlainMatcher(rules)
  return {
    rules: rules.map(({ id }) => id),
    stories: await createStoryOracle([STORY_RULES], hostname()),
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
