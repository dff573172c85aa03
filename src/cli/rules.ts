import { existsSync, readFileSync } from 'node:fs'
import { SentinelError } from '../errors.ts'
import { loadRuleFiles } from '../rulebase/load-rules.ts'
import { parseRuleTests, ruleTestFileOf, runRuleTests } from '../rulebase/rule-tests.ts'
import { printable } from '../runtime/printable.ts'
import { LEVELS } from '../schema/level.ts'
import { rulePaths } from '../services/rules.ts'
import type { Command, Invocation } from './command.ts'
import { ruleTestEvent } from './rule-test-event.ts'

/** `log-sentinel rules`: looks after rules. */
export const rules: Command = {
  name: 'rules',
  summary: 'Check rules, run the events beside them, or list them',
  usage: 'check|test|list [PATH...]',
  options: {},
  takesSettings: true,
  positionals: 'PATH',
  async run(invocation) {
    const [action, ...paths] = invocation.positionals
    const run = ACTIONS.get(action ?? '')
    if (!run) {
      throw new SentinelError('USAGE', {
        where: 'log-sentinel rules',
        found: action ?? 'nothing',
        expected: [...ACTIONS.keys()].join(', '),
      })
    }
    return await run(invocation, paths.length > 0 ? paths : rulePaths(invocation.config().rules))
  },
}

type Action = (invocation: Invocation, paths: readonly string[]) => Promise<number>

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['check', check],
  ['test', test],
  ['list', list],
])

/** Every finding with its place; ends with 1 if one of them is an error. */
async function check({ stdout, stderr }: Invocation, paths: readonly string[]): Promise<number> {
  const { set, loaded, problems } = await loadRuleFiles(paths)
  for (const { file, line, reason } of problems) {
    stdout.write(`${printable(`${file}${line === null ? '' : `:${line}`}: error: ${reason}`)}\n`)
  }
  const warnings = set.findings.filter(finding => finding.severity === 'warning')
  for (const { file = '', line, reason } of warnings)
    stdout.write(`${printable(`${file}:${line}: warning: ${reason}`)}\n`)
  stderr.write(`${loaded} rules, ${problems.length} errors, ${warnings.length} warnings\n`)
  return problems.length > 0 ? 1 : 0
}

/** Runs the events beside each rule; ends with 1 if one of them does not do as it should. */
async function test({ stdout, stderr, clock }: Invocation, paths: readonly string[]): Promise<number> {
  const { set } = await loadRuleFiles(paths)
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
  stderr.write(
    `${set.rules.length} rules, ${counts.events} events, ${counts.failures} failures, ${counts.untested} rules without events\n`,
  )
  return counts.failures > 0 ? 1 : 0
}

async function list({ stdout }: Invocation, paths: readonly string[]): Promise<number> {
  const { set } = await loadRuleFiles(paths)
  const sorted = [...set.rules].sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level))
  for (const { id, level, title } of sorted)
    stdout.write(`${printable(`${level.padEnd(13)}  ${id}  ${title}`)}\n`)
  return 0
}
