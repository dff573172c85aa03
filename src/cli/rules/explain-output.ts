import { printable } from '../../runtime/printable.ts'
import type { LogEvent } from '../../schema/event.ts'
import type { DetectionRule, ExplainedPart, Explanation, Logsource } from '../../sigma/index.ts'

/** An explanation as a tree for people: each part with a mark that says whether it held. */

const FIELDS_SHOWN_MAX = 30
const VALUES_SHOWN_MAX = 5
const TEXT_SHOWN_MAX = 160

export function explanationTree(rule: DetectionRule, event: LogEvent, explanation: Explanation): string {
  const { matches, applies, condition, filters } = explanation
  const outcome =
    matches === undefined ? 'can not be decided' : matches ? 'matches the event' : 'does not match the event'
  const names = Object.keys(event.fields)
  const more = names.length > FIELDS_SHOWN_MAX ? `, and ${names.length - FIELDS_SHOWN_MAX} more` : ''
  return `${[
    `${mark(matches)} '${rule.title}' (${rule.id}) ${outcome}`,
    `  event      ${cut(event.raw)}`,
    `             read as ${event.format}${beginsOtherwise(event) ? ', though it begins as JSON or XML' : ''}, logsource ${describe(event.logsource)}`,
    `             fields: ${names.slice(0, FIELDS_SHOWN_MAX).join(', ') || 'none'}${more}`,
    `  ${mark(applies)} logsource: the rule is ${applies ? '' : 'only '}for ${describe(rule.logsource)}${applies ? '' : `, so that it is not tried on events of ${describe(event.logsource)}; what follows is what it would have said`}`,
    '  condition',
    ...lines(condition, '    '),
    ...filters.flatMap(filter => [
      `  filter '${filter.title}', which must hold as well`,
      ...lines(filter.condition, '    '),
    ]),
  ]
    .map(printable)
    .join('\n')}\n`
}

/** Whether it clearly began as something and was none. */
function beginsOtherwise({ format, raw }: LogEvent): boolean {
  return format === 'plain' && /^\s*(?:\{|<Event)/.test(raw)
}

/** The lines on which it hung that the rule matched or did not, each with the selection that it stands in. */
export function decidingLines({
  matches,
  applies,
  rule_logsource,
  condition,
  filters,
}: Explanation): string[] {
  if (!applies) return [`${mark(false)} logsource: the rule is only for ${describe(rule_logsource)}`]
  const parts = [condition, ...filters.map(filter => filter.condition)]
  return parts.flatMap(part => (part.holds === matches ? deciding(part, '') : []))
}

function deciding(part: ExplainedPart, selection: string): string[] {
  if (part.kind === 'line') return [`${mark(part.holds)} ${selection}: ${lineLabel(part)}`]
  const name = part.kind === 'selection' ? part.name : selection
  // What a negation says is the opposite of what it hangs on.
  const wanted = part.kind === 'not' ? part.holds === false : part.holds
  return part.of.filter(of => of.holds === wanted).flatMap(of => deciding(of, name))
}

/** Marks that differ in more than their colour. */
function mark(holds: boolean | undefined): string {
  return holds === undefined ? '?' : holds ? '✓' : '✗'
}

function describe({ product, service, category }: Logsource): string {
  const parts = Object.entries({ product, service, category }).filter(([, value]) => value !== undefined)
  return parts.length === 0 ? 'unknown' : parts.map(([name, value]) => `${name} ${value}`).join(', ')
}

function lines(part: ExplainedPart, indent: string): string[] {
  const own = `${indent}${mark(part.holds)} ${label(part)}`
  if (part.kind === 'line') return [own]
  // A selection of one line, or of one map, says itself what it is.
  const [only] = part.of
  if (part.kind === 'selection' && part.of.length === 1 && only && only.kind !== 'line')
    return [`${own}: ${label(only)}`, ...children(only, indent)]
  return [own, ...children(part, indent)]
}

function children(part: ExplainedPart, indent: string): string[] {
  return part.kind === 'line' ? [] : part.of.flatMap(of => lines(of, `${indent}  `))
}

function label(part: ExplainedPart): string {
  switch (part.kind) {
    case 'and':
      return 'all of'
    case 'or':
      return 'one of'
    case 'not':
      return 'not'
    case 'at_least':
      return part.count === part.of.length ? 'all of' : `${part.count} of`
    case 'selection':
      return part.name
    case 'line':
      return lineLabel(part)
  }
}

function lineLabel(line: Extract<ExplainedPart, { kind: 'line' }>): string {
  const held = line.values.filter(({ holds }) => holds === true)
  const failed = line.values.filter(({ holds }) => holds !== true)
  // Where all must be found, those that were not are what is of interest.
  const deciding = line.quantifier === 'all' && failed.length > 0 ? failed : held.length > 0 ? held : failed
  const shown = deciding.slice(0, VALUES_SHOWN_MAX).map(({ written }) => cut(written))
  const rest = deciding.length > shown.length ? `, or one of ${deciding.length - shown.length} more` : ''
  const missing =
    line.quantifier === 'all' && failed.length > 0 && line.values.length > 1
      ? `, not found of ${line.values.length}`
      : ''
  const wanted = `${line.field ?? 'anywhere'} ${line.negated ? 'not ' : ''}${shown.join(' | ')}${rest}${missing}`
  if (line.field === null) return wanted
  if (!line.exists)
    return `${wanted}: the event has no field '${line.field}'${line.similar === null ? '' : `, but '${line.similar}'`}`
  return `${wanted}: the event has ${line.found.map(text => (text === null ? 'null' : `'${cut(text)}'`)).join(', ') || 'no value there'}`
}

function cut(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ')
  return line.length > TEXT_SHOWN_MAX ? `${line.slice(0, TEXT_SHOWN_MAX)}...` : line
}
