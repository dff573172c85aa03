import { checkRuleFiles } from '../../rulebase/check-rule-files.ts'
import { printable } from '../../runtime/printable.ts'
import { CHECKS } from '../../sigma/index.ts'
import { nearest } from '../../sigma/nearest.ts'
import { type Command, hasOption, type Invocation } from '../command.ts'
import { choice, usage } from '../options.ts'
import { CHECK_FORMATS, formatFindings } from './check-output.ts'
import { pathsOf } from './paths.ts'

/** `log-sentinel rules check`: every finding with its place; ends with 1 if one of them is an error. */
export const rulesCheck: Command = {
  name: 'rules check',
  summary: 'Tell what is wrong with rules, or looks wrong',
  usage: `[--strict] [--ignore CHECK]... [--format ${CHECK_FORMATS.join('|')}] [PATH...]`,
  options: {
    format: {
      type: 'string',
      value: CHECK_FORMATS.join('|'),
      description: 'A table, a JSON object a line, annotations for GitHub, or SARIF 2.1.0. Default: table.',
    },
    strict: { type: 'boolean', description: 'Ends with 1 where there is a warning, too.' },
    ignore: {
      type: 'string',
      multiple: true,
      value: 'CHECK',
      description: 'Leaves out what the check of this name finds, errors excepted.',
    },
  },
  takesSettings: true,
  positionals: 'PATH',
  async run(invocation) {
    const { stdout, stderr } = invocation
    const format = choice(invocation, 'format', CHECK_FORMATS) ?? 'table'
    const ignored = ignoredChecks(invocation)
    const { sound, findings: all } = checkRuleFiles(pathsOf(invocation))
    const findings = all.filter(({ check, severity }) => severity === 'error' || !ignored.has(check))
    // In JSON a character may be written as `\u009b` as well.
    stdout.write(printable(formatFindings(findings, format)))
    const count = (severity: string) => findings.filter(finding => finding.severity === severity).length
    const [errors, warnings] = [count('error'), count('warning')]
    stderr.write(`${sound} rules, ${errors} errors, ${warnings} warnings, ${count('hint')} hints\n`)
    return errors > 0 || (hasOption(invocation, 'strict') && warnings > 0) ? 1 : 0
  },
}

function ignoredChecks({ options }: Invocation): ReadonlySet<string> {
  const names = options.get('ignore') ?? []
  const known = Object.keys(CHECKS)
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) {
    const meant = nearest(unknown, known)
    throw usage('--ignore', unknown, `the name of a check${meant === undefined ? '' : `, such as ${meant}`}`)
  }
  return new Set(names)
}
