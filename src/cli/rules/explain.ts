import { createLogsourceTable } from '../../normalize/logsources/logsource-table.ts'
import { printable } from '../../runtime/printable.ts'
import { explainRule } from '../../sigma/index.ts'
import { type Command, optionValue } from '../command.ts'
import { choice, logsourceOption, usage } from '../options.ts'
import { recordsIn } from './event-input.ts'
import { explanationTree } from './explain-output.ts'
import { findRules } from './find-rule.ts'
import { ruleTestEvent } from './test-event.ts'

const FORMATS = ['tree', 'json'] as const
/** Of a whole log it is to be said which line is meant. */
const EVENTS_MAX = 20

/** `log-sentinel rules explain`: which part of a rule holds for an event, and which does not. */
export const rulesExplain: Command = {
  name: 'rules explain',
  summary: 'Tell why a rule matches an event, or does not',
  usage: `[--record N] [--logsource product=..,service=..,category=..] [--format ${FORMATS.join('|')}] RULE EVENT`,
  options: {
    format: {
      type: 'string',
      value: FORMATS.join('|'),
      description: 'A tree, or a JSON object for each rule and event. Default: tree.',
    },
    record: { type: 'string', value: 'N', description: 'Only the Nth record of the file, counted from 1.' },
    logsource: {
      type: 'string',
      value: 'product=..,..',
      description: 'What the event is; wins over what it says itself and what is detected.',
    },
  },
  takesSettings: true,
  positionals: 'RULE EVENT',
  async run(invocation) {
    const { positionals, stdin, stdout, stderr, clock } = invocation
    const [wanted, event_text, ...more] = positionals
    if (wanted === undefined || event_text === undefined || more.length > 0)
      throw usage(
        'log-sentinel rules explain',
        `${positionals.length} arguments`,
        'RULE (a file, an id or a title) and EVENT (a file, -, or a line of a log in quotes)',
      )
    const format = choice(invocation, 'format', FORMATS) ?? 'tree'
    const logsource = logsourceOption(invocation)
    const logsources = createLogsourceTable(invocation.config().logsources)
    const rules = await findRules(wanted, invocation)
    const { records, remark } = await recordsIn(event_text, stdin)
    if (remark !== undefined) stderr.write(printable(`${remark}\n`))
    const number = recordNumber(optionValue(invocation, 'record'), records.length)
    const chosen = number === undefined ? records.slice(0, EVENTS_MAX) : records.slice(number - 1, number)
    for (const record of chosen) {
      const event = ruleTestEvent(record, logsource, clock.now(), logsources)
      for (const rule of rules) {
        const explanation = explainRule(rule, event)
        const { id, title, file } = rule
        stdout.write(
          format === 'tree'
            ? explanationTree(rule, event, explanation)
            : `${JSON.stringify({ rule: { id, title, file }, event: { format: event.format, logsource: event.logsource, fields: event.fields, raw: event.raw }, ...explanation })}\n`,
        )
      }
    }
    if (number === undefined && records.length > chosen.length)
      stderr.write(`${chosen.length} of ${records.length} records: --record N chooses another\n`)
    return 0
  },
}

function recordNumber(text: string | undefined, count: number): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > count) throw usage('--record', text, `a number from 1 to ${count}`)
  return number
}
