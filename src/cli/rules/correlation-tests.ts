import { existsSync, readFileSync } from 'node:fs'
import type { LogsourceTable } from '../../normalize/logsources/logsource-table.ts'
import { planRules } from '../../pipeline/correlations.ts'
import {
  parseSequenceTests,
  runSequenceTests,
  type SequenceTestFailure,
  type SequenceTests,
} from '../../pipeline/sequence-tests.ts'
import type { CorrelationRule, RuleSet } from '../../sigma/index.ts'
import { ruleTestEvent } from './test-event.ts'

export interface CorrelationTestResult {
  readonly tests: SequenceTests
  readonly failures: readonly SequenceTestFailure[]
}

/**
 * Runs the sequences in the file beside a correlation of `set`; undefined where there is none.
 * @throws SentinelError RULES_INVALID for a file that does not fit the format
 */
export function correlationTester(
  set: RuleSet,
  received_ms: number,
  logsources: LogsourceTable,
): (correlation: CorrelationRule, file: string) => CorrelationTestResult | undefined {
  const correlations = planRules(set)
  const toEvent = (input: string | Record<string, unknown>, hints: SequenceTests['logsource']) =>
    ruleTestEvent(input, hints, received_ms, logsources)
  return ({ id }, file) => {
    if (!existsSync(file)) return undefined
    const tests = parseSequenceTests(readFileSync(file, 'utf8'), file)
    return { tests, failures: runSequenceTests(id, tests, { rules: set.rules, correlations }, toEvent) }
  }
}
