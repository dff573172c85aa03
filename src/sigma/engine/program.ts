import type { Expression } from './expression.ts'

/**
 * An expression as a program of jumps: of each three numbers the first is a fact, the second says where to go if it
 * holds, the third where if not. So a rule is decided without a call or a stack, by no more facts than it takes.
 */
export type Program = Int32Array

export const ACCEPT = -1
export const REJECT = -2

/** What is known of facts before an event is seen. */
export interface FactCosts {
  /** How likely it holds. */
  frequency(fact: number): number
  /** Whether it has to be asked: the index does not find it. */
  isAsked(fact: number): boolean
  /** Whether asking it takes long. */
  isDear(fact: number): boolean
}

/** A fact that is asked of the event bears a sign in the program: it stands there as `~fact`. */
export function compileProgram(expression: Expression, costs: FactCosts): Program {
  // In front stands where the program starts.
  const code = [REJECT]
  const emit = (part: Expression, if_true: number, if_false: number): number => {
    switch (part.kind) {
      case 'fact':
        code.push(costs.isAsked(part.fact) ? ~part.fact : part.fact, if_true, if_false)
        return code.length - 3
      case 'not':
        return emit(part.of, if_false, if_true)
      case 'and':
        // From the last to the first: what comes first jumps to what has a place already.
        return inOrder(part, costs).reduceRight((next, of) => emit(of, next, if_false), if_true)
      case 'or':
        return inOrder(part, costs).reduceRight((next, of) => emit(of, if_true, next), if_false)
    }
  }
  code[0] = emit(expression, ACCEPT, REJECT)
  return Int32Array.from(code)
}

/** What settles the matter most likely comes first, what takes long last. */
function inOrder(join: Expression & { kind: 'and' | 'or' }, costs: FactCosts): readonly Expression[] {
  const weigh = (of: Expression) => {
    const likely = likelihood(of, costs)
    return { of, dear: isDear(of, costs), unlikely: join.kind === 'and' ? likely : 1 - likely }
  }
  return join.of
    .map(weigh)
    .sort((a, b) => Number(a.dear) - Number(b.dear) || a.unlikely - b.unlikely)
    .map(({ of }) => of)
}

function isDear(expression: Expression, costs: FactCosts): boolean {
  switch (expression.kind) {
    case 'fact':
      return costs.isDear(expression.fact)
    case 'not':
      return isDear(expression.of, costs)
    default:
      return expression.of.some(of => isDear(of, costs))
  }
}

/** As if facts had nothing to do with each other. */
export function likelihood(expression: Expression, costs: FactCosts): number {
  switch (expression.kind) {
    case 'fact':
      return costs.frequency(expression.fact)
    case 'not':
      return 1 - likelihood(expression.of, costs)
    case 'and':
      return expression.of.reduce((product, of) => product * likelihood(of, costs), 1)
    case 'or':
      return 1 - expression.of.reduce((product, of) => product * (1 - likelihood(of, costs)), 1)
  }
}
