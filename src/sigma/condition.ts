import { type Findings, type Place, RuleError } from './finding.ts'
import { compilePattern, joinParts, type PatternPart } from './pattern.ts'
import type { Condition } from './rule.ts'
import type { YamlEntry } from './yaml-node.ts'

/** The language of conditions (specification, "Condition"): `selection and not 1 of filter_*`. */

const LENGTH_MAX = 64 * 1024
const DEPTH_MAX = 100

/**
 * Reads a condition, or a list of them, of which one must hold. `names` are the search identifiers in their order;
 * one that no condition uses is worth a warning.
 */
export function parseCondition(
  entry: YamlEntry,
  names: ReadonlyMap<string, { readonly line: number }>,
  findings: Findings,
): Condition {
  const nodes = entry.value.kind === 'sequence' ? entry.value.items : [entry.value]
  const used = new Set<string>()
  const of = nodes.map(node => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string')
      throw new RuleError(node, 'a condition must be a text, or a list of texts', 'invalid-condition')
    return new ConditionReader(node.text, node, [...names.keys()], used).read()
  })
  for (const [name, { line }] of names)
    if (!used.has(name))
      findings.add('unused-selection', { line, column: 1 }, `the condition never uses '${name}'`)
  const [only] = of
  if (!only) throw new RuleError(entry, 'the list of conditions is empty', 'invalid-condition')
  return of.length === 1 ? only : { kind: 'or', of }
}

const TOKENS = /[()|]|[^\s()|]+/g
const QUANTITY = /^(?:\d+|all|any)$/i

class ConditionReader {
  readonly #tokens: string[]
  readonly #place: Place
  readonly #names: readonly string[]
  readonly #used: Set<string>
  #at = 0
  #depth = 0

  constructor(text: string, place: Place, names: readonly string[], used: Set<string>) {
    if (text.length > LENGTH_MAX)
      throw new RuleError(place, `the condition is longer than ${LENGTH_MAX} characters`, 'invalid-condition')
    this.#tokens = text.match(TOKENS) ?? []
    this.#place = place
    this.#names = names
    this.#used = used
  }

  read(): Condition {
    if (this.#tokens.includes('|'))
      throw this.#error(
        'aggregations after a pipe (| count() ...) are no longer part of Sigma: write a correlation',
      )
    const condition = this.#or()
    const rest = this.#tokens[this.#at]
    if (rest !== undefined)
      throw this.#error(`the condition should have ended before '${rest}', or 'and' or 'or' is missing`)
    return condition
  }

  #or(): Condition {
    return this.#joined('or', () => this.#joined('and', () => this.#not()))
  }

  #joined(kind: 'and' | 'or', operand: () => Condition): Condition {
    const first = operand()
    const of = [first]
    while (this.#keyword(kind)) of.push(operand())
    return of.length === 1 ? first : { kind, of }
  }

  #not(): Condition {
    let negations = 0
    while (this.#keyword('not')) negations++
    const operand = this.#operand()
    return negations % 2 === 1 ? { kind: 'not', of: operand } : operand
  }

  #operand(): Condition {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw this.#error('the condition ends where a search identifier was expected')
    if (token === '(') return this.#parenthesis()
    this.#at++
    if (QUANTITY.test(token) && this.#keyword('of')) return this.#quantified(token)
    if (!this.#names.includes(token))
      throw this.#error(`the condition names '${token}', which does not exist`)
    this.#used.add(token)
    return { kind: 'search', name: token }
  }

  #parenthesis(): Condition {
    if (++this.#depth > DEPTH_MAX)
      throw this.#error(`the condition is nested deeper than ${DEPTH_MAX} levels`)
    this.#at++
    const inner = this.#or()
    if (this.#tokens[this.#at] !== ')') throw this.#error("a closing ')' is missing")
    this.#at++
    this.#depth--
    return inner
  }

  #quantified(quantity: string): Condition {
    const pattern = this.#tokens[this.#at]
    if (pattern === undefined || pattern === '(' || pattern === ')')
      throw this.#error(`'${quantity} of' must be followed by 'them' or by a pattern of search identifiers`)
    this.#at++
    const of = namesFitting(pattern, this.#names)
    if (of.length === 0) throw this.#error(`'${quantity} of ${pattern}' names no search identifier`)
    const count = countOf(quantity.toLowerCase(), of.length)
    if (count < 1) throw this.#error(`'${quantity} of ${pattern}' asks for nothing`)
    if (count > of.length)
      throw this.#error(
        `'${quantity} of ${pattern}' can never hold: it names ${of.length} search identifiers`,
      )
    for (const name of of) this.#used.add(name)
    return { kind: 'at_least', count, of }
  }

  /** Takes the next token if it is `word`, in any case, and no search identifier of that name exists. */
  #keyword(word: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.length !== word.length || token.toLowerCase() !== word || this.#names.includes(token))
      return false
    this.#at++
    return true
  }

  #error(reason: string): RuleError {
    return new RuleError(this.#place, reason, 'invalid-condition')
  }
}

function countOf(quantity: string, named: number): number {
  if (quantity === 'all') return named
  return quantity === 'any' ? 1 : Number(quantity)
}

/** Search identifiers that start with an underscore are left out, unless the pattern asks for them by it. */
function namesFitting(pattern: string, names: readonly string[]): string[] {
  const asked = pattern.startsWith('_') ? names : names.filter(name => !name.startsWith('_'))
  if (pattern.toLowerCase() === 'them') return [...asked]
  const star = pattern.indexOf('*')
  if (star !== -1 && star === pattern.length - 1)
    return asked.filter(name => name.startsWith(pattern.slice(0, -1)))
  const [first = '', ...rest] = pattern.split('*')
  const parts = rest.flatMap((literal): PatternPart[] => [{ wildcard: '*' }, { literal }])
  return asked.filter(compilePattern(joinParts([{ literal: first }, ...parts])))
}
