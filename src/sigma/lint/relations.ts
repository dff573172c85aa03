import { normalizeText } from '../draft.ts'
import { EventValue, EventView } from '../event-view.ts'
import { compilePattern, literalOf, mapLiterals, type Pattern } from '../pattern.ts'
import type { StringTest, ValueTest } from '../rule.ts'
import { type CompiledTest, compileTest } from '../value-test.ts'

/** What is certain about two tests of one field. Where nothing is, the answer is no. */

/** Two tests are the same if their keys are. */
export function testKey(test: ValueTest): string {
  return test.kind === 'regex' ? `/${test.regex.source}/${test.regex.flags}` : JSON.stringify(test)
}

/** Whether every value that fits `a` fits `b`. */
export function implies(a: ValueTest, b: ValueTest): boolean {
  if (b.kind === 'exists') return b.expected && needsValue(a)
  const only = onlyText(a)
  if (only !== undefined && b.kind !== 'fieldref') return typeof tried(b, only) === 'string'
  const [left, right] = [asString(a), asString(b)]
  return left !== undefined && right !== undefined && isWithin(left, right)
}

/** Whether no value fits both: `a` and `b` can not hold for a field that has one value. */
export function excludes(a: ValueTest, b: ValueTest): boolean {
  if (a.kind === 'exists') return !a.expected && needsValue(b)
  if (b.kind === 'exists' || b.kind === 'null') return a.kind !== 'null' && excludes(b, a)
  if (a.kind === 'null') return needsValue(b)
  if (a.kind === 'fieldref' || b.kind === 'fieldref') return false
  const [text_a, text_b] = [onlyText(a), onlyText(b)]
  if (text_a !== undefined) return tried(b, text_a) === undefined
  if (text_b !== undefined) return tried(a, text_b) === undefined
  if (a.kind === 'compare' && b.kind === 'compare') return !overlap(a, b)
  const [left, right] = [asString(a), asString(b)]
  return left !== undefined && right !== undefined && areDisjoint(left, right)
}

/** Whether the test holds for a text only: not for a field that is missing or null. */
function needsValue(test: ValueTest): boolean {
  return test.kind !== 'null' && test.kind !== 'exists'
}

/** The one text that fits; undefined where several do, be it that they differ in their case only. */
function onlyText(test: ValueTest): string | undefined {
  const string = asString(test)
  const literal = string && literalOf(string.pattern)
  if (string === undefined || literal === undefined || string.windash) return undefined
  return string.cased || /^[^a-z\x80-\uffff]*$/i.test(literal) ? literal : undefined
}

/** What the test says of a field that has this text. */
function tried(test: ValueTest, text: string): ReturnType<CompiledTest> {
  const view = new EventView({ logsource: {}, fields: {}, raw: '' })
  return compileTest(test)({ exists: true, values: [new EventValue(text)] }, view)
}

/** A test of the whole text, with the literals as they are compared. */
function asString(test: ValueTest): StringTest | undefined {
  if (test.kind === 'string') return test
  if (test.kind !== 'literal') return undefined
  const pattern = [{ literal: normalizeText(test.text, false, false) }]
  return { kind: 'string', pattern, cased: false, windash: false }
}

/** Stand for the wildcards of a pattern in a text that another pattern is tried on. */
const ANY = '\ue000'
const ONE = '\ue001'

/**
 * Whether every text that fits `a` fits `b`: `b` is tried on `a` itself, whose wildcards only those of `b` can take.
 */
function isWithin(a: StringTest, b: StringTest): boolean {
  if ((b.cased && !a.cased) || (a.windash && !b.windash)) return false
  const has = (pattern: Pattern, wildcard: string) =>
    pattern.some(part => 'wildcard' in part && part.wildcard === wildcard)
  // One character of `b` must not take what may be none or many of `a`.
  if (has(b.pattern, '?') && has(a.pattern, '*')) return false
  if ([...a.pattern, ...b.pattern].some(part => 'literal' in part && /[\ue000\ue001]/.test(part.literal)))
    return false
  const text = a.pattern
    .map(part =>
      'literal' in part ? normalizeText(part.literal, b.cased, b.windash) : part.wildcard === '*' ? ANY : ONE,
    )
    .join('')
  return compilePattern(b.pattern)(text)
}

/** Whether no text fits both, by how they begin and end. Compared in the form in which most texts are the same. */
function areDisjoint(a: StringTest, b: StringTest): boolean {
  const [left, right] = [coarse(a), coarse(b)]
  const [text_a, text_b] = [literalOf(left), literalOf(right)]
  if (text_a !== undefined) return !compilePattern(right)(text_a)
  if (text_b !== undefined) return !compilePattern(left)(text_b)
  const [start_a, start_b] = [literalAt(left, 0), literalAt(right, 0)]
  const [end_a, end_b] = [literalAt(left, -1), literalAt(right, -1)]
  return (
    (!start_a.startsWith(start_b) && !start_b.startsWith(start_a)) ||
    (!end_a.endsWith(end_b) && !end_b.endsWith(end_a))
  )
}

function coarse({ pattern }: StringTest): Pattern {
  return mapLiterals(pattern, literal => normalizeText(literal, false, true))
}

/** The literal that the pattern starts or ends with; empty where a wildcard stands there. */
function literalAt(pattern: Pattern, index: number): string {
  const part = pattern.at(index)
  return part && 'literal' in part ? part.literal : ''
}

type Compare = Extract<ValueTest, { kind: 'compare' }>

/** Whether a number fits both: two that point the same way always leave one. */
function overlap(a: Compare, b: Compare): boolean {
  const is_lower = ({ operator }: Compare) => operator === 'gt' || operator === 'gte'
  if (is_lower(a) === is_lower(b)) return true
  const [low, high] = is_lower(a) ? [a, b] : [b, a]
  return (
    low.value < high.value || (low.value === high.value && low.operator === 'gte' && high.operator === 'lte')
  )
}
