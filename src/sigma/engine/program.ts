import type { Expression } from './expression.ts'
import type { FactTable } from './facts.ts'

/**
 * An expression as a program of jumps: of each three numbers the first is a fact, the second says where to go if it
 * holds, the third where if not. So a rule is decided without a call or a stack, by no more facts than it takes.
 */
export type Program = Int32Array

export const ACCEPT = -1
export const REJECT = -2

/** How likely a fact holds. */
export type Frequency = (fact: number) => number

/**
 * A fact that is asked of the event bears a sign in the program: it stands there as `~fact`. Until something is known of
 * what is likely, parts are tried as they are written.
 */
export function compileProgram(expression: Expression, facts: FactTable, frequency?: Frequency): Program {
  // In front stands where the program starts.
  const code = [REJECT]
  const emit = (part: Expression, if_true: number, if_false: number): number => {
    switch (part.kind) {
      case 'fact':
        code.push(facts.isAsked(part.fact) ? ~part.fact : part.fact, if_true, if_false)
        return code.length - 3
      case 'not':
        return emit(part.of, if_false, if_true)
      case 'and':
        // From the last to the first: what comes first jumps to what has a place already.
        return inOrder(part, facts, frequency).reduceRight((next, of) => emit(of, next, if_false), if_true)
      case 'or':
        return inOrder(part, facts, frequency).reduceRight((next, of) => emit(of, if_true, next), if_false)
    }
  }
  code[0] = emit(expression, ACCEPT, REJECT)
  return Int32Array.from(code)
}

/** What settles the matter most likely comes first, what takes long last. */
function inOrder(
  { kind, of: parts }: Expression & { kind: 'and' | 'or' },
  facts: FactTable,
  frequency: Frequency | undefined,
): readonly Expression[] {
  if (parts.length < 2) return parts
  if (!frequency) {
    const dear = parts.filter(of => isDear(of, facts))
    return dear.length === 0 ? parts : [...parts.filter(of => !dear.includes(of)), ...dear]
  }
  const weigh = (of: Expression) => {
    const likely = likelihood(of, frequency)
    return { of, dear: Number(isDear(of, facts)), unlikely: kind === 'and' ? likely : 1 - likely }
  }
  return parts
    .map(weigh)
    .sort((a, b) => a.dear - b.dear || a.unlikely - b.unlikely)
    .map(({ of }) => of)
}

function isDear(expression: Expression, facts: FactTable): boolean {
  switch (expression.kind) {
    case 'fact':
      return facts.isDear(expression.fact)
    case 'not':
      return isDear(expression.of, facts)
    default:
      return expression.of.some(of => isDear(of, facts))
  }
}

/** As if facts had nothing to do with each other. */
function likelihood(expression: Expression, frequency: Frequency): number {
  switch (expression.kind) {
    case 'fact':
      return frequency(expression.fact)
    case 'not':
      return 1 - likelihood(expression.of, frequency)
    case 'and':
      return expression.of.reduce((product, of) => product * likelihood(of, frequency), 1)
    case 'or':
      return 1 - expression.of.reduce((product, of) => product * (1 - likelihood(of, frequency)), 1)
  }
}
