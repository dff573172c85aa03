import { normalizeText } from '../draft.ts'
import { DASHES, fold, foldDashes } from '../fold.ts'
import { fitsEverything, type Pattern } from '../pattern.ts'
import type { StringTest, ValueTest } from '../rule.ts'
import { and, type Expression, fact, not, or } from './expression.ts'
import type { FactTable, TextFact } from './facts.ts'

/** Longer literals are looked for by a part of this length; the whole is compared when that is found. */
const LITERAL_LENGTH_MAX = 48
/** A literal with more dashes has too many spellings: a part with fewer is looked for. */
const DASHES_MAX = 2

/**
 * One test on a field as facts. What an index can not tell whole becomes what it can tell of it, and a question to the
 * event that is asked only where that holds.
 */
export function testExpression(field: string | null, test: ValueTest, facts: FactTable): Expression {
  const has = (kind: 'text' | 'exists' | 'null') => fact(facts.numberOf({ kind, field }))
  const asked = () => fact(facts.numberOf({ kind: 'test', field, test }))
  switch (test.kind) {
    case 'string':
      return stringExpression(field, test, facts)
    case 'literal': {
      const literal = normalizeText(test.text, false, false)
      return fact(facts.numberOf({ kind: 'equals', field, literal, any_dash: false }))
    }
    case 'null':
      return or([not(has('exists')), has('null')])
    case 'exists':
      return test.expected ? has('exists') : not(has('exists'))
    case 'regex': {
      const guards = test.regex
        .literals()
        .map(literals => or(literals.map(literal => fact(facts.numberOf(contains(field, literal, false))))))
      return and([...(guards.length > 0 ? guards : [has('text')]), asked()])
    }
    case 'cidr':
    case 'compare':
    case 'date':
      return and([has('text'), asked()])
    case 'fieldref':
      return and([has('text'), fact(facts.numberOf({ kind: 'text', field: test.field })), asked()])
  }
}

function contains(field: string | null, literal: string, any_dash: boolean): TextFact {
  return { kind: 'contains', field, literal: literal.slice(0, LITERAL_LENGTH_MAX), any_dash }
}

function stringExpression(field: string | null, test: StringTest, facts: FactTable): Expression {
  if (fitsEverything(test.pattern)) return fact(facts.numberOf({ kind: 'text', field }))
  const whole = anchoredLiteral(test.pattern)
  if (whole && !test.cased && isIndexable(whole.literal, test.windash)) {
    const { kind, literal } = whole
    return fact(facts.numberOf({ kind, field, literal, any_dash: test.windash && literal.includes('-') }))
  }
  const part = longestPart(test)
  const guard: number =
    part === ''
      ? facts.numberOf({ kind: 'text', field })
      : facts.numberOf(contains(field, part, test.windash && part.includes('-')))
  return and([fact(guard), fact(facts.numberOf({ kind: 'test', field, test }))])
}

/** A pattern that is one literal with or without `*` around it. */
function anchoredLiteral(pattern: Pattern): { kind: TextFact['kind']; literal: string } | undefined {
  const first = pattern[0]
  if (first === undefined) return { kind: 'equals', literal: '' }
  const starts_open = 'wildcard' in first && first.wildcard === '*'
  const at = starts_open ? 1 : 0
  const literal = pattern[at]
  if (!literal || !('literal' in literal)) return undefined
  const end = pattern[at + 1]
  if (pattern.length > at + 2 || (end && !('wildcard' in end && end.wildcard === '*'))) return undefined
  const kind = starts_open ? (end ? 'contains' : 'endswith') : end ? 'startswith' : 'equals'
  return { kind, literal: literal.literal }
}

function isIndexable(literal: string, any_dash: boolean): boolean {
  return literal.length <= LITERAL_LENGTH_MAX && (!any_dash || dashesIn(literal) <= DASHES_MAX)
}

function dashesIn(literal: string): number {
  return literal.split('-').length - 1
}

/** The longest stretch of a pattern's literals that the index can look for; empty if there is none. */
function longestPart({ pattern, cased, windash }: StringTest): string {
  let longest = ''
  for (const part of pattern) {
    if (!('literal' in part)) continue
    // Half of a surrogate pair is folded differently by itself than with its other half.
    for (const literal of part.literal.split(/[\ud800-\udfff]/)) {
      const folded = cased ? fold(literal) : literal
      for (const piece of windash ? piecesOfFewDashes(foldDashes(folded)) : [folded])
        if (piece.length > longest.length) longest = piece
    }
  }
  return longest.slice(0, LITERAL_LENGTH_MAX)
}

function piecesOfFewDashes(literal: string): string[] {
  const between = literal.split('-')
  return between.map((_, at) => between.slice(at, at + DASHES_MAX + 1).join('-'))
}

/** The texts that a fact's literal stands for. */
export function spellingsOf({ literal, any_dash }: TextFact): string[] {
  if (!any_dash) return [literal]
  const [first = '', ...rest] = literal.split('-')
  let spellings = [first]
  for (const piece of rest) spellings = spellings.flatMap(before => DASHES.map(dash => before + dash + piece))
  return spellings
}
