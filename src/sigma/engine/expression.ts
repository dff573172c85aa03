/** What a rule asks of an event, as facts joined by logic. `and` of nothing is true, `or` of nothing is false. */
export type Expression =
  | { readonly kind: 'fact'; readonly fact: number }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }

export const NEVER: Expression = { kind: 'or', of: [] }

export function fact(number: number): Expression {
  return { kind: 'fact', fact: number }
}

export function not(of: Expression): Expression {
  return of.kind === 'not' ? of.of : { kind: 'not', of }
}

export function and(of: readonly Expression[]): Expression {
  return join('and', of)
}

export function or(of: readonly Expression[]): Expression {
  return join('or', of)
}

function join(kind: 'and' | 'or', of: readonly Expression[]): Expression {
  const flat = of.some(part => part.kind === kind)
    ? of.flatMap(part => (part.kind === kind ? part.of : [part]))
    : of
  const [only] = flat
  return flat.length === 1 && only ? only : { kind, of: flat }
}

/** Whether the expression holds, where `holds` tells it of a fact. Undefined as soon as it is of one that matters. */
export function evaluate(
  expression: Expression,
  holds: (fact: number) => boolean | undefined,
): boolean | undefined {
  switch (expression.kind) {
    case 'fact':
      return holds(expression.fact)
    case 'not': {
      const held = evaluate(expression.of, holds)
      return held === undefined ? undefined : !held
    }
    case 'and':
    case 'or': {
      const settles = expression.kind === 'or'
      for (const of of expression.of) {
        const held = evaluate(of, holds)
        if (held === undefined || held === settles) return held
      }
      return !settles
    }
  }
}

/** Adds the number of every fact that the expression names to `numbers`. */
export function collectFacts(expression: Expression, numbers: Set<number>): void {
  if (expression.kind === 'fact') numbers.add(expression.fact)
  else if (expression.kind === 'not') collectFacts(expression.of, numbers)
  else for (const of of expression.of) collectFacts(of, numbers)
}
