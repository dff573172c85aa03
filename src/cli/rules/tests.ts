import { existsSync, readFileSync } from 'node:fs'
import { loadRuleFiles } from '../../rulebase/load-rules.ts'
import { parseRuleTests, ruleTestFileOf, runRuleTests } from '../../rulebase/rule-tests.ts'
import { printable } from '../../runtime/printable.ts'
import { rulePaths } from '../../services/rule-paths.ts'
import type { Command } from '../command.ts'
import { runCorrelationTests } from './correlation-tests.ts'
import { ruleTestEvent } from './test-event.ts'

/** `log-sentinel rules test`: runs the events beside each rule; ends with 1 if one does not do as it should. */
export const rulesTest: Command = {
  name: 'rules test',
  summary: 'Run the events beside rules',
  usage: '[PATH...]',
  options: {},
  takesSettings: true,
  positionals: 'PATH',
  async run({ positionals, config, stdout, stderr, clock }) {
    const { set } = await loadRuleFiles(positionals.length > 0 ? positionals : rulePaths(config().rules))
    const counts = { events: 0, failures: 0, untested: 0 }
    for (const rule of set.rules) {
      const file = rule.file === undefined ? undefined : ruleTestFileOf(rule.file)
      if (file === undefined || !existsSync(file)) {
        counts.untested++
        continue
      }
      const tests = parseRuleTests(readFileSync(file, 'utf8'), file)
      counts.events += tests.match.length + tests.no_match.length
      for (const failure of runRuleTests(rule, tests, (input, hints) =>
        ruleTestEvent(input, hints, clock.now()),
      )) {
        counts.failures++
        const input = typeof failure.input === 'string' ? failure.input : JSON.stringify(failure.input)
        stdout.write(
          `${printable(`${file}: ${failure.list}[${failure.index}]: ${failure.reason}: ${input.slice(0, 300)}`)}\n`,
        )
      }
    }
    for (const { file, tests, failures } of runCorrelationTests(set, clock.now())) {
      if (tests === null) {
        counts.untested++
        continue
      }
      counts.events += tests.fires.length + tests.no_fire.length
      for (const { list, name, reason } of failures) {
        counts.failures++
        stdout.write(`${printable(`${file}: ${list}: ${name}: ${reason}`)}\n`)
      }
    }
    stderr.write(
      `${set.rules.length + set.correlations.length} rules, ${counts.events} events and sequences, ${counts.failures} failures, ${counts.untested} rules without events\n`,
    )
    return counts.failures > 0 ? 1 : 0
  },
}
