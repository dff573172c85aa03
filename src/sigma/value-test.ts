import { isInNetwork } from './cidr.ts'
import { datePartOf } from './date-part.ts'
import { normalizeText } from './draft.ts'
import type { EventValue, EventView, FieldValues } from './event-view.ts'
import { anchorPattern, compilePattern, literalPattern } from './pattern.ts'
import type { Comparison, ValueTest } from './rule.ts'

/** Neither true nor false: a regular expression came to its bound. */
export const UNDECIDED = Symbol('undecided')

/**
 * Says whether a test holds for a field, or for the texts that a keyword is searched in: the text of the value that
 * made it hold, or undefined. Not decided is what holds for no value and could not be decided for one.
 */
export type CompiledTest = (found: FieldValues, view: EventView) => string | typeof UNDECIDED | undefined

/** Makes a function of a test once, so that matching repeats no work on the rule's side. */
export function compileTest(test: ValueTest): CompiledTest {
  switch (test.kind) {
    case 'string': {
      const fits = compilePattern(test.pattern)
      return anyText((_, value) => fits(value.normalized(test.cased, test.windash) ?? ''))
    }
    case 'literal': {
      const wanted = normalizeText(test.text, false, false)
      return anyText((_, value) => value.normalized(false, false) === wanted)
    }
    case 'null':
      return ({ exists, values }) => {
        if (!exists) return ''
        return values.some(({ value }) => value === null) ? 'null' : undefined
      }
    case 'exists':
      return ({ exists }) => (exists === test.expected ? '' : undefined)
    case 'regex':
      return anyText(text => test.regex.test(text))
    case 'cidr':
      return anyText(text => isInNetwork(text, test.network))
    case 'compare':
      return anyText(text => {
        const number = numberOf(text)
        return number !== undefined && compare(number, test.operator, test.value)
      })
    case 'date':
      return anyText(text => {
        const part = datePartOf(text, test.part)
        return part !== undefined && compare(part, test.operator, test.value)
      })
    case 'fieldref':
      return (found, view) => {
        const others = view.field(test.field).values
        return anyText((_, value) =>
          others.some(other => {
            const wanted = other.normalized(test.cased, false)
            if (wanted === undefined) return false
            const fits = compilePattern(anchorPattern(literalPattern(wanted), test.anchor))
            return fits(value.normalized(test.cased, false) ?? '')
          }),
        )(found, view)
      }
  }
}

function anyText(holds: (text: string, value: EventValue) => boolean | undefined): CompiledTest {
  return ({ values }) => {
    let otherwise: typeof UNDECIDED | undefined
    for (const value of values) {
      const { text } = value
      if (text === undefined) continue
      const held = holds(text, value)
      if (held) return text
      if (held === undefined) otherwise = UNDECIDED
    }
    return otherwise
  }
}

/** A decimal number; no hexadecimal, no blanks, no empty text, which JavaScript would read as numbers. */
function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

function compare(left: number, operator: Comparison | 'eq', right: number): boolean {
  switch (operator) {
    case 'lt':
      return left < right
    case 'lte':
      return left <= right
    case 'gt':
      return left > right
    case 'gte':
      return left >= right
    case 'eq':
      return left === right
  }
}
