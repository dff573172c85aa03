import { fold } from '../fold.ts'
import { membersOf } from './char-set.ts'
import type { RegexNode } from './syntax.ts'

/**
 * Literals that a text must hold for a regular expression to fit it, so that the index can tell of most texts that it
 * does not, without running it.
 */

/** A literal, or one of several. */
type Alternatives = readonly string[]

const ALTERNATIVES_MAX = 16
/** Of a set: each with all of its cases. */
const MEMBERS_MAX = 4 * ALTERNATIVES_MAX
const LENGTH_MIN = 2
const LENGTH_MAX = 48
const NEEDS_MAX = 3

/**
 * Of each list at least one literal stands in the folded form of every text that the expression fits. Empty if
 * nothing is known.
 */
export function regexLiterals(tree: RegexNode): readonly Alternatives[] {
  const { exact, needs } = knownOf(tree)
  const all = exact ? [...needs, exact] : needs
  const usable = all.filter(isUsable).map(literals => [...new Set(literals.map(fold))])
  return usable.sort((a, b) => worth(b) - worth(a)).slice(0, NEEDS_MAX)
}

interface Known {
  /** All texts that the part can stand for; undefined if they are too many. */
  readonly exact: Alternatives | undefined
  readonly needs: readonly Alternatives[]
}

const NOTHING: Known = { exact: undefined, needs: [] }
const EMPTY: Alternatives = ['']

function knownOf(node: RegexNode): Known {
  switch (node.kind) {
    case 'chars': {
      const members = membersOf(node.set, MEMBERS_MAX)?.map(member => fold(String.fromCodePoint(member)))
      const exact = [...new Set(members)]
      // Beyond ASCII a character may be half of a pair, or fold into one.
      const is_known = members && exact.length <= ALTERNATIVES_MAX && exact.every(char => char < '\x80')
      return is_known ? { exact, needs: [] } : NOTHING
    }
    case 'empty':
    case 'assert':
    // Takes nothing: what stands before and after it stands together.
    case 'look':
      return { exact: EMPTY, needs: [] }
    case 'back_reference':
      return NOTHING
    case 'group':
    case 'atomic':
      return knownOf(node.of)
    case 'sequence':
      return knownOfSequence(node.of.map(knownOf))
    case 'choice':
      return knownOfChoice(node.of.map(knownOf))
    case 'repeat':
      return knownOfRepeat(knownOf(node.of), node.min, node.max)
  }
}

function knownOfSequence(parts: readonly Known[]): Known {
  const needs: Alternatives[] = []
  let run: Alternatives = EMPTY
  let is_exact = true
  for (const part of parts) {
    needs.push(...part.needs)
    const longer = part.exact && product(run, part.exact)
    if (longer) {
      run = longer
      continue
    }
    is_exact = false
    needs.push(run)
    run = part.exact ?? EMPTY
  }
  if (is_exact) return { exact: run, needs }
  needs.push(run)
  return { exact: undefined, needs: needs.filter(isUsable) }
}

function product(left: Alternatives, right: Alternatives): Alternatives | undefined {
  if (left.length * right.length > ALTERNATIVES_MAX) return undefined
  const joined = left.flatMap(start => right.map(end => start + end))
  return joined.some(({ length }) => length > LENGTH_MAX) ? undefined : joined
}

function knownOfChoice(branches: readonly Known[]): Known {
  const [only] = branches
  if (branches.length === 1 && only) return only
  if (branches.every(({ exact }) => exact !== undefined)) {
    const exact = branches.flatMap(branch => branch.exact ?? [])
    if (exact.length <= ALTERNATIVES_MAX) return { exact, needs: [] }
  }
  const best = branches.map(bestNeed)
  const joined = best.flatMap(need => need ?? [])
  if (best.includes(undefined) || joined.length > ALTERNATIVES_MAX) return NOTHING
  return { exact: undefined, needs: [joined] }
}

function bestNeed({ exact, needs }: Known): Alternatives | undefined {
  const usable = (exact ? [...needs, exact] : needs).filter(isUsable)
  return usable.sort((a, b) => worth(b) - worth(a))[0]
}

function knownOfRepeat(part: Known, min: number, max: number): Known {
  if (min === 0)
    return max === 1 && part.exact && part.exact.length < ALTERNATIVES_MAX
      ? { exact: [...EMPTY, ...part.exact], needs: [] }
      : NOTHING
  if (min === 1 && max === 1) return part
  return { exact: undefined, needs: part.exact ? [...part.needs, part.exact] : part.needs }
}

function isUsable(literals: Alternatives): boolean {
  return (
    literals.length > 0 && literals.every(literal => literal.length >= LENGTH_MIN || /[^\w\s]/.test(literal))
  )
}

/** The longer the shortest of the literals is and the fewer they are, the fewer texts hold one. */
function worth(literals: Alternatives): number {
  return Math.min(...literals.map(({ length }) => length)) - literals.length / 4
}
