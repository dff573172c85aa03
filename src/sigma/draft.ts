import type { Network } from './cidr.ts'
import type { DatePart } from './date-part.ts'
import { fold, foldDashes } from './fold.ts'
import { type Anchor, anchorPattern, mapLiterals, type Pattern, parsePattern } from './pattern.ts'
import type { RegexFlag } from './regex/parse.ts'
import { compileRegex } from './regex/regex.ts'
import type { Comparison, StringTest, ValueTest } from './rule.ts'
import type { YamlScalar } from './yaml-node.ts'

/** A value of a rule on its way through the modifiers. */
export type Draft =
  | ScalarDraft
  | TextDraft
  | FieldRefDraft
  | { readonly kind: 'regex'; readonly source: string; readonly flags: ReadonlySet<RegexFlag> }
  | { readonly kind: 'cidr'; readonly network: Network }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly value: number }
  | {
      readonly kind: 'date'
      readonly part: DatePart
      readonly operator: Comparison | 'eq'
      readonly value: number
    }
  | { readonly kind: 'exists'; readonly expected: boolean }

/** As it is written: nothing has been read into it yet. */
export interface ScalarDraft {
  readonly kind: 'scalar'
  readonly value: YamlScalar['value']
  readonly text: string
}

export interface TextDraft {
  readonly kind: 'text'
  readonly pattern: Pattern
  /** Whether the characters of the literals are bytes: an encoding has been applied. */
  readonly is_bytes: boolean
  readonly anchor: Anchor
  readonly cased: boolean
  readonly windash: boolean
}

export interface FieldRefDraft {
  readonly kind: 'fieldref'
  readonly field: string
  readonly anchor: Anchor
  readonly cased: boolean
}

/** Reads the wildcards of a scalar. Null stays null: it has no text. */
export function toText(draft: Draft): Draft {
  if (draft.kind !== 'scalar' || draft.value === null) return draft
  const pattern = parsePattern(draft.text)
  return { kind: 'text', pattern, is_bytes: false, anchor: 'equals', cased: false, windash: false }
}

/** What a draft comes to when all modifiers are applied; a string is the reason why it comes to nothing. */
export function finishDraft(draft: Draft, is_keyword: boolean): ValueTest | string {
  switch (draft.kind) {
    case 'scalar':
      if (is_keyword && draft.value === null) return 'null is no keyword: it can not be found in a text'
      if (draft.value === null) return { kind: 'null' }
      if (is_keyword || typeof draft.value === 'string') return finishDraft(toText(draft), is_keyword)
      // Beyond 2^53 a number would have lost digits that its text still has.
      if (Number.isInteger(draft.value) && !Number.isSafeInteger(draft.value))
        return { kind: 'literal', text: draft.text }
      return { kind: 'literal', text: String(draft.value) }
    case 'text':
      return finishText(draft, is_keyword)
    case 'regex': {
      const regex = compileRegex(draft.source, draft.flags)
      return typeof regex === 'string' ? regex : { kind: 'regex', regex }
    }
    default:
      return draft
  }
}

function finishText(draft: TextDraft, is_keyword: boolean): ValueTest | string {
  if (is_keyword && draft.pattern.length === 0) return 'an empty keyword is found in every event'
  return textTest(draft, is_keyword ? 'contains' : draft.anchor)
}

function textTest({ pattern, cased, windash }: TextDraft, anchor: Anchor): StringTest {
  const anchored = anchorPattern(pattern, anchor)
  const normalized = mapLiterals(anchored, literal => normalizeText(literal, cased, windash))
  return { kind: 'string', pattern: normalized, cased, windash }
}

/** What a text comes to that has no modifier but `anchor`. */
export function plainTextTest(text: string, anchor: Anchor): StringTest {
  const pattern = parsePattern(text)
  return textTest({ kind: 'text', pattern, is_bytes: false, anchor, cased: false, windash: false }, anchor)
}

/** The form in which texts are compared: of a rule's value and of an event's alike. */
export function normalizeText(text: string, cased: boolean, windash: boolean): string {
  const folded = cased ? text : fold(text)
  return windash ? foldDashes(folded) : folded
}
