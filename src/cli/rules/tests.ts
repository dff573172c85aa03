import { existsSync } from 'node:fs'
import { isSentinelError } from '../../errors.ts'
import { createLogsourceTable, type LogsourceTable } from '../../normalize/logsources/logsource-table.ts'
import { loadRuleFiles } from '../../rulebase/load-rules.ts'
import { parseRegressionCases, runRegressionCase } from '../../rulebase/regression-cases.ts'
import { parseRuleTests, ruleTestFileOf, runRuleTests } from '../../rulebase/rule-tests.ts'
import { printable } from '../../runtime/printable.ts'
import { readText } from '../../runtime/read-text.ts'
import type { DetectionRule, Explanation, RuleSet } from '../../sigma/index.ts'
import type { Command } from '../command.ts'
import { correlationTester } from './correlation-tests.ts'
import { decidingLines } from './explain-output.ts'
import { pathsOf } from './paths.ts'
import { ruleTestEvent } from './test-event.ts'

/** `log-sentinel rules test`: runs the events beside each rule; ends with 1 if one does not do as it should. */
export const rulesTest: Command = {
  name: 'rules test',
  summary: 'Run the events beside rules, or those of a file of cases',
  usage: '[--cases FILE]... [PATH...]',
  options: {
    cases: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      description: 'Events that rules must match, a JSON object a line with rule_id and event.',
    },
  },
  takesSettings: true,
  positionals: 'PATH',
  async run(invocation) {
    const { options, stdout, stderr, clock } = invocation
    const { set, problems } = await loadRuleFiles(pathsOf(invocation))
    const run = new TestRun(
      line => stdout.write(`${printable(line)}\n`),
      clock.now(),
      createLogsourceTable(invocation.config().logsources),
    )
    for (const { file, reason } of problems) run.brokenRule(file, reason)
    for (const rule of set.rules) run.besideRule(rule)
    run.besideCorrelations(set)
    const by_id = new Map(set.rules.map(rule => [rule.id, rule]))
    for (const file of options.get('cases') ?? []) run.cases(file, by_id)
    const { events, cases, failures, untested } = run.counts
    stderr.write(
      `${set.rules.length + set.correlations.length} rules, ${problems.length} left out, ${cases > 0 ? `${cases} cases, ` : ''}${events} events and sequences, ` +
        `${failures} failures, ${untested} rules without events\n`,
    )
    return failures > 0 ? 1 : 0
  },
}

class TestRun {
  readonly counts = { events: 0, cases: 0, failures: 0, untested: 0 }
  readonly #print: (line: string) => void
  readonly #now_ms: number
  readonly #logsources: LogsourceTable

  constructor(print: (line: string) => void, now_ms: number, logsources: LogsourceTable) {
    this.#print = print
    this.#now_ms = now_ms
    this.#logsources = logsources
  }

  /** A rule that is left out fails its tests, if it has any. */
  brokenRule(rule_file: string, reason: string): void {
    const file = ruleTestFileOf(rule_file)
    if (existsSync(file)) this.#fail(`${file}: the rule is left out: ${reason}`)
  }

  besideRule(rule: DetectionRule): void {
    const file = rule.file === undefined ? undefined : ruleTestFileOf(rule.file)
    if (file === undefined || file === rule.file || !existsSync(file)) {
      this.counts.untested++
      return
    }
    this.#guarded(() => {
      const tests = parseRuleTests(readText(file), file)
      this.counts.events += tests.match.length + tests.no_match.length
      const failures = runRuleTests(rule, tests, (input, hints) =>
        ruleTestEvent(input, hints, this.#now_ms, this.#logsources),
      )
      for (const { list, index, input, reason, explanation } of failures)
        this.#fail(`${file}: ${list}[${index}]: ${reason}`, explanation, input)
    })
  }

  besideCorrelations(set: RuleSet): void {
    const run = correlationTester(set, this.#now_ms, this.#logsources)
    for (const correlation of set.correlations)
      this.#guarded(() => {
        const file = ruleTestFileOf(correlation.file ?? '')
        const result = file === correlation.file ? undefined : run(correlation, file)
        if (!result) {
          this.counts.untested++
          return
        }
        this.counts.events += result.tests.fires.length + result.tests.no_fire.length
        for (const { list, name, reason } of result.failures)
          this.#fail(`${file}: ${list}: ${name}: ${reason}`)
      })
  }

  /** The tests of the other rules are worth running although those of one can not be read. */
  #guarded(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!isSentinelError(error, 'RULES_INVALID', 'FILE_UNREADABLE')) throw error
      this.#fail(error.message)
    }
  }

  /** @throws SentinelError RULES_INVALID, FILE_UNREADABLE */
  cases(file: string, rules: ReadonlyMap<string, DetectionRule>): void {
    for (const regression of parseRegressionCases(readText(file), file)) {
      this.counts.cases++
      this.counts.events += regression.events.length
      const rule = rules.get(regression.rule_id)
      if (!rule) {
        const line = regression.events[0]?.line ?? 1
        this.#fail(`${file}:${line}: ${regression.name}: the rule ${regression.rule_id} is not loaded`)
        continue
      }
      const toEvent = (record: Record<string, unknown>) =>
        ruleTestEvent(record, {}, this.#now_ms, this.#logsources)
      for (const { line, reason, explanation } of runRegressionCase(rule, regression, toEvent))
        this.#fail(`${file}:${line}: ${regression.name}: ${reason}`, explanation)
    }
  }

  #fail(message: string, explanation?: Explanation, input?: string | Record<string, unknown>): void {
    this.counts.failures++
    this.#print(message)
    if (explanation) for (const line of decidingLines(explanation)) this.#print(`    ${line}`)
    if (input !== undefined)
      this.#print(`    event ${(typeof input === 'string' ? input : JSON.stringify(input)).slice(0, 300)}`)
  }
}
