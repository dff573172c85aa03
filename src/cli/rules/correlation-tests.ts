import { existsSync, readFileSync } from 'node:fs'
import { planRules } from '../../pipeline/correlations.ts'
import {
  parseSequenceTests,
  runSequenceTests,
  type SequenceTestFailure,
  type SequenceTests,
} from '../../pipeline/sequence-tests.ts'
import { ruleTestFileOf } from '../../rulebase/rule-tests.ts'
import type { RuleSet } from '../../sigma/index.ts'
import { ruleTestEvent } from './test-event.ts'

export interface CorrelationTestResult {
  readonly file: string
  /** Null where there is no file beside the correlation. */
  readonly tests: SequenceTests | null
  readonly failures: readonly SequenceTestFailure[]
}

/** Runs the sequences beside each correlation. RULES_INVALID for a file that does not fit the format. */
export function runCorrelationTests(set: RuleSet, received_ms: number): CorrelationTestResult[] {
  const correlations = planRules(set)
  return set.correlations.map(({ id, file: rule_file = '' }) => {
    const file = ruleTestFileOf(rule_file)
    if (!existsSync(file)) return { file, tests: null, failures: [] }
    const tests = parseSequenceTests(readFileSync(file, 'utf8'), file)
    const toEvent = (input: string | Record<string, unknown>, hints: SequenceTests['logsource']) =>
      ruleTestEvent(input, hints, received_ms)
    return { file, tests, failures: runSequenceTests(id, tests, { rules: set.rules, correlations }, toEvent) }
  })
}
