import type { CharSet } from './char-set.ts'

/** Regular expressions as trees: all flags are applied, all classes are sets. */
export type RegexNode =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'empty' }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly RegexNode[] }
  | {
      readonly kind: 'repeat'
      readonly of: RegexNode
      readonly min: number
      readonly max: number
      readonly greedy: boolean
    }
  /** A group that captures, by its number from 1 on. */
  | { readonly kind: 'group'; readonly of: RegexNode; readonly number: number }
  | {
      readonly kind: 'look'
      readonly of: RegexNode
      readonly direction: 'ahead' | 'behind'
      readonly negated: boolean
    }
  /** What it takes once it keeps. A possessive quantifier is one round a repeat. */
  | { readonly kind: 'atomic'; readonly of: RegexNode }
  | { readonly kind: 'back_reference'; readonly number: number; readonly any_case: boolean }

export type Assertion = 'text_start' | 'text_end' | 'line_start' | 'line_end' | 'word_edge' | 'no_word_edge'

/** How many characters a text must have at least for the expression to fit somewhere in it. */
export function shortestFit(node: RegexNode): number {
  switch (node.kind) {
    case 'chars':
      return 1
    case 'empty':
    case 'assert':
    case 'look':
    case 'back_reference':
      return 0
    case 'sequence':
      return node.of.reduce((sum, of) => sum + shortestFit(of), 0)
    case 'choice':
      return Math.min(...node.of.map(shortestFit))
    case 'repeat':
      return node.min === 0 ? 0 : node.min * shortestFit(node.of)
    case 'group':
    case 'atomic':
      return shortestFit(node.of)
  }
}

/** Whether it has a part that only a matcher with a memory of what it tried can run. */
export function needsBacktracking(node: RegexNode): boolean {
  switch (node.kind) {
    case 'look':
    case 'atomic':
    case 'back_reference':
      return true
    case 'sequence':
    case 'choice':
      return node.of.some(needsBacktracking)
    case 'repeat':
    case 'group':
      return needsBacktracking(node.of)
    default:
      return false
  }
}

/** The numbers of the groups in it that capture. */
export function groupsIn(node: RegexNode): number[] {
  switch (node.kind) {
    case 'group':
      return [node.number, ...groupsIn(node.of)]
    case 'sequence':
    case 'choice':
      return node.of.flatMap(groupsIn)
    case 'repeat':
    case 'look':
    case 'atomic':
      return groupsIn(node.of)
    default:
      return []
  }
}

/** Whether it can fit at the start of a text only. */
export function isAnchored(node: RegexNode): boolean {
  switch (node.kind) {
    case 'assert':
      return node.what === 'text_start'
    case 'sequence':
      for (const of of node.of) {
        if (isAnchored(of)) return true
        if (of.kind !== 'look' && of.kind !== 'empty') return false
      }
      return false
    case 'choice':
      return node.of.every(isAnchored)
    case 'group':
    case 'atomic':
      return isAnchored(node.of)
    case 'repeat':
      return node.min > 0 && isAnchored(node.of)
    default:
      return false
  }
}
