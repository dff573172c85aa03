import { parseNetwork } from './cidr.ts'
import type { DatePart } from './date-part.ts'
import { type Draft, type ScalarDraft, type TextDraft, toText } from './draft.ts'
import { base64, base64Offsets, utf8Bytes, utf16Bytes, utf16WithMark } from './encoding.ts'
import { DASHES } from './fold.ts'
import { type Anchor, joinParts, literalOf, literalPattern, mapLiterals, type Pattern } from './pattern.ts'
import { expandPlaceholders, type Placeholders } from './placeholders.ts'
import type { RegexFlag } from './regex/parse.ts'
import type { Comparison } from './rule.ts'

/** What a modifier may need beside the value. */
export interface ModifierContext {
  readonly placeholders: Placeholders
}

/** Makes one or more values (alternatives) of one; a string is the reason why it can not. */
export type ValueModifier = (draft: Draft, context: ModifierContext) => readonly Draft[] | string

/**
 * The modifiers that change values (specification, "Sigma Modifiers"), applied in the order in which they are
 * written. `all` and `neq`, which say how the results are joined, belong to the line as a whole.
 */
export const VALUE_MODIFIERS: ReadonlyMap<string, ValueModifier> = new Map<string, ValueModifier>([
  ['contains', anchored('contains')],
  ['startswith', anchored('startswith')],
  ['endswith', anchored('endswith')],
  ['cased', cased],
  ['windash', onText('windash', draft => [{ ...draft, windash: true }])],
  ['base64', onText('base64', draft => encode(draft, bytes => [base64(bytes)]))],
  ['base64offset', onText('base64offset', draft => encode(draft, base64Offsets))],
  ['wide', utf16(text => utf16Bytes(text, 'le'))],
  ['utf16le', utf16(text => utf16Bytes(text, 'le'))],
  ['utf16be', utf16(text => utf16Bytes(text, 'be'))],
  ['utf16', utf16(utf16WithMark)],
  ['re', onWritten('re', text => [{ kind: 'regex', source: text, flags: new Set() }])],
  ['i', regexFlag('i')],
  ['m', regexFlag('m')],
  ['s', regexFlag('s')],
  ['cidr', onWritten('cidr', toNetwork)],
  ['fieldref', toFieldRef],
  ['expand', onWritten('expand', (text, { placeholders }) => expandPlaceholders(text, placeholders))],
  ['exists', toExists],
  ['lt', compare('lt')],
  ['lte', compare('lte')],
  ['gt', compare('gt')],
  ['gte', compare('gte')],
  ['minute', datePart('minute')],
  ['hour', datePart('hour')],
  ['day', datePart('day')],
  ['week', datePart('week')],
  ['month', datePart('month')],
  ['year', datePart('year')],
])

function describe(draft: Draft): string {
  if (draft.kind !== 'scalar') return `what the modifiers before it made (${draft.kind})`
  if (draft.value === null) return 'null'
  return typeof draft.value === 'string' ? `the text '${draft.text}'` : draft.text
}

/** For modifiers that read the value as it is written, wildcards and all. */
function onWritten(
  name: string,
  modify: (text: string, context: ModifierContext) => readonly Draft[] | string,
): ValueModifier {
  return (draft, context) =>
    draft.kind === 'scalar' && draft.value !== null
      ? modify(draft.text, context)
      : `the modifier '${name}' needs a text as it is written, not ${describe(draft)}`
}

/** For modifiers that work on a text whose wildcards have been read. */
function onText(name: string, modify: (draft: TextDraft) => readonly Draft[] | string): ValueModifier {
  return draft => {
    const text = toText(draft)
    return text.kind === 'text' ? modify(text) : `the modifier '${name}' needs a text, not ${describe(draft)}`
  }
}

function anchored(anchor: Anchor): ValueModifier {
  return draft => {
    const text = toText(draft)
    if (text.kind !== 'text' && text.kind !== 'fieldref')
      return `the modifier '${anchor}' needs a text, not ${describe(draft)}`
    if (text.anchor !== 'equals') return `the modifier '${anchor}' contradicts '${text.anchor}'`
    return [{ ...text, anchor }]
  }
}

function cased(draft: Draft): readonly Draft[] | string {
  const text = toText(draft)
  if (text.kind !== 'text' && text.kind !== 'fieldref')
    return `the modifier 'cased' needs a text, not ${describe(draft)}`
  return [{ ...text, cased: true }]
}

function encode(draft: TextDraft, encoded: (bytes: string) => string[]): readonly Draft[] | string {
  if (literalOf(draft.pattern) === undefined || draft.anchor !== 'equals')
    return 'a text with wildcards can not be encoded: an encoded text has no place for them'
  return eachSpelling(draft, ({ pattern, is_bytes }) => {
    const literal = literalOf(pattern) ?? ''
    return encoded(is_bytes ? literal : utf8Bytes(literal)).map(literalPattern)
  })
}

function utf16(encoded: (text: string) => string): ValueModifier {
  return onText('wide', draft =>
    draft.is_bytes
      ? 'the text is encoded already'
      : eachSpelling(draft, ({ pattern }) => [mapLiterals(pattern, encoded)]),
  )
}

/** A bound for texts with many dashes, each of which stands for five. */
const SPELLINGS_MAX = 1000

/** An encoded dash is no dash any more: after `windash` every permutation has to be written out before. */
function eachSpelling(draft: TextDraft, encode: (draft: TextDraft) => Pattern[]): readonly Draft[] | string {
  const spellings = draft.windash ? withEveryDash(draft.pattern) : [draft.pattern]
  if (!spellings) return `the dashes of the text make more than ${SPELLINGS_MAX} alternatives to encode`
  return spellings
    .flatMap(pattern => encode({ ...draft, pattern }))
    .map(pattern => ({ ...draft, pattern, is_bytes: true, windash: false }))
}

function withEveryDash(pattern: Pattern): Pattern[] | undefined {
  let spellings: Pattern[] = [[]]
  for (const part of pattern) {
    for (const char of 'literal' in part ? part.literal : ['']) {
      const is_dash = DASHES.some(dash => dash === char)
      const choices = is_dash
        ? DASHES.map(literal => ({ literal }))
        : ['literal' in part ? { literal: char } : part]
      spellings = spellings.flatMap(before => choices.map(choice => [...before, choice]))
      if (spellings.length > SPELLINGS_MAX) return undefined
    }
  }
  return spellings.map(joinParts)
}

function regexFlag(flag: RegexFlag): ValueModifier {
  return draft =>
    draft.kind === 'regex'
      ? [{ ...draft, flags: new Set([...draft.flags, flag]) }]
      : `the modifier '${flag}' belongs to a regular expression: write re|${flag}`
}

function toNetwork(text: string): readonly Draft[] | string {
  const network = parseNetwork(text)
  return network ? [{ kind: 'cidr', network }] : `'${text}' is no IP network such as 10.0.0.0/8 or fe80::/10`
}

/** `contains|fieldref` says the same as `fieldref|contains`. */
function toFieldRef(draft: Draft): readonly Draft[] | string {
  const anchor = draft.kind === 'text' ? draft.anchor : 'equals'
  const is_cased = draft.kind === 'text' && draft.cased
  const field =
    draft.kind === 'text' ? literalOf(draft.pattern) : draft.kind === 'scalar' ? fieldName(draft) : undefined
  if (field === undefined || field === '')
    return `the modifier 'fieldref' needs the name of a field, not ${describe(draft)}`
  return [{ kind: 'fieldref', field, anchor, cased: is_cased }]
}

function fieldName(draft: ScalarDraft): string | undefined {
  return draft.value === null ? undefined : draft.text
}

function toExists(draft: Draft): readonly Draft[] | string {
  return draft.kind === 'scalar' && typeof draft.value === 'boolean'
    ? [{ kind: 'exists', expected: draft.value }]
    : `the modifier 'exists' needs true or false, not ${describe(draft)}`
}

function compare(operator: Comparison): ValueModifier {
  return draft => {
    if (draft.kind === 'scalar' && typeof draft.value === 'number')
      return [{ kind: 'compare', operator, value: draft.value }]
    if (draft.kind === 'date' && draft.operator === 'eq') return [{ ...draft, operator }]
    return `the modifier '${operator}' needs a number, not ${describe(draft)}`
  }
}

function datePart(part: DatePart): ValueModifier {
  return draft => {
    if (draft.kind === 'scalar' && typeof draft.value === 'number')
      return [{ kind: 'date', part, operator: 'eq', value: draft.value }]
    if (draft.kind === 'compare')
      return [{ kind: 'date', part, operator: draft.operator, value: draft.value }]
    return `the modifier '${part}' needs a number, not ${describe(draft)}`
  }
}
