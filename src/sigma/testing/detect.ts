import assert from 'node:assert/strict'
import { type CompileOptions, compileRules, type Match, type SigmaEvent } from '../index.ts'

/** The text of a rule with this `detection` section (YAML, not indented). */
export function ruleText(detection: string, extra = ''): string {
  const indented = detection.trim().replaceAll('\n', '\n    ')
  return `title: A rule\nlogsource:\n    product: test\n${extra}detection:\n    ${indented}\n`
}

/** The text of a rule whose only selection is `selection`. */
export function selectionText(selection: string): string {
  return ruleText(`selection:\n    ${selection.trim().replaceAll('\n', '\n    ')}\ncondition: selection`)
}

export function testEvent(fields: SigmaEvent['fields'], raw = ''): SigmaEvent {
  return { logsource: { product: 'test' }, fields, raw }
}

/** What matches the event. Fails if the rules have an error. */
export function matchesOf(
  text: string,
  fields: SigmaEvent['fields'],
  raw = '',
  options?: CompileOptions,
): Match[] {
  const set = compileRules([{ text }], options)
  assert.deepEqual(
    set.findings.filter(({ severity }) => severity === 'error'),
    [],
  )
  return set.match(testEvent(fields, raw))
}

/** Whether a selection holds for an event with these fields. */
export function selects(
  selection: string,
  fields: SigmaEvent['fields'],
  raw = '',
  options?: CompileOptions,
): boolean {
  return matchesOf(selectionText(selection), fields, raw, options).length > 0
}

/** The reasons of all errors in a text of rules. */
export function errorsOf(text: string, options?: CompileOptions): string[] {
  return compileRules([{ text }], options)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ reason }) => reason)
}

export function warningsOf(text: string): string[] {
  return compileRules([{ text }])
    .findings.filter(({ severity }) => severity === 'warning')
    .map(({ reason }) => reason)
}
