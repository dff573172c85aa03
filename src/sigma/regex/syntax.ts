/**
 * Regular expressions as trees, as far as something can be concluded from them: single characters of ASCII are told
 * apart, everything else that takes or tests characters is `other`. The syntax is RE2's.
 */
export type RegexNode =
  /** One character, which is one of these. */
  | { readonly kind: 'chars'; readonly chars: readonly string[] }
  /** Takes no character: an anchor, a word boundary, nothing at all. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'other' }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly of: RegexNode; readonly min: number; readonly max: number }

const OTHER: RegexNode = { kind: 'other' }
const EMPTY: RegexNode = { kind: 'empty' }
const DEPTH_MAX = 200

/** Undefined where the pattern uses anything that this reader does not know for sure. */
export function parseRegex(source: string): RegexNode | undefined {
  const reader = new RegexReader(source)
  try {
    return reader.read()
  } catch (error) {
    if (error instanceof UnknownSyntax) return undefined
    throw error
  }
}

/** How many characters a text must have at least for the expression to fit somewhere in it. */
export function shortestFit(node: RegexNode): number {
  switch (node.kind) {
    case 'chars':
    case 'other':
      return 1
    case 'empty':
      return 0
    case 'sequence':
      return node.of.reduce((sum, of) => sum + shortestFit(of), 0)
    case 'choice':
      return Math.min(...node.of.map(shortestFit))
    case 'repeat':
      return node.min === 0 ? 0 : node.min * shortestFit(node.of)
  }
}

class UnknownSyntax extends Error {}

class RegexReader {
  readonly #source: string
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#source = source
  }

  read(): RegexNode {
    const node = this.#choice()
    if (this.#at < this.#source.length) throw new UnknownSyntax()
    return node
  }

  #choice(): RegexNode {
    if (++this.#depth > DEPTH_MAX) throw new UnknownSyntax()
    const of = [this.#sequence()]
    while (this.#take('|')) of.push(this.#sequence())
    this.#depth--
    return { kind: 'choice', of }
  }

  #sequence(): RegexNode {
    const of: RegexNode[] = []
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#sees(')')) of.push(this.#repeated())
    return { kind: 'sequence', of }
  }

  #repeated(): RegexNode {
    let node = this.#single()
    for (;;) {
      const range = this.#quantifier()
      if (!range) return node
      this.#take('?')
      node = { kind: 'repeat', of: node, ...range }
    }
  }

  #quantifier(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.#take('?')) return { min: 0, max: 1 }
    const [written, min, comma, max] =
      /^\{(\d+)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 20)) ?? []
    if (written === undefined) return undefined
    this.#at += written.length
    const unbounded = comma === ',' && max === ''
    return { min: Number(min), max: unbounded ? Number.POSITIVE_INFINITY : Number(max || min) }
  }

  #single(): RegexNode {
    const char = this.#next()
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return this.#bracket()
      case '\\':
        return this.#escape()
      case '.':
        return OTHER
      case '^':
      case '$':
        return EMPTY
      default:
        return isAscii(char) ? { kind: 'chars', chars: [char] } : OTHER
    }
  }

  #group(): RegexNode {
    if (this.#take('?')) {
      const [opening] = /^(?:P?<\w+>|[imsU-]*[:)])/.exec(this.#source.slice(this.#at, this.#at + 100)) ?? []
      if (opening === undefined) throw new UnknownSyntax()
      this.#at += opening.length
      // Flags: none of them changes which characters stand in the text but for their case.
      if (opening.endsWith(')')) return EMPTY
    }
    const node = this.#choice()
    if (!this.#take(')')) throw new UnknownSyntax()
    return node
  }

  #escape(): RegexNode {
    const char = this.#next()
    if (/[dDwWsS]/.test(char)) return OTHER
    if (/[bBAz]/.test(char)) return EMPTY
    if (/[^\w\x80-\uffff]/.test(char)) return { kind: 'chars', chars: [char] }
    throw new UnknownSyntax()
  }

  /** A few characters named one by one are told apart; ranges and classes are not. */
  #bracket(): RegexNode {
    const negated = this.#take('^')
    const chars: string[] = []
    let known = !negated
    for (let first = true; first || !this.#sees(']'); first = false) {
      const char = this.#next()
      if (char === '[' && this.#sees(':')) throw new UnknownSyntax()
      if (char === '\\') {
        const escaped = this.#escape()
        if (escaped.kind === 'chars') chars.push(...escaped.chars)
        else known = false
      } else if (char === '-' && !first && !this.#sees(']')) known = false
      else if (isAscii(char)) chars.push(char)
      else known = false
    }
    this.#at++
    return known ? { kind: 'chars', chars } : OTHER
  }

  #next(): string {
    const char = this.#source.charAt(this.#at)
    if (char === '') throw new UnknownSyntax()
    this.#at++
    return char
  }

  #sees(char: string): boolean {
    return this.#source.startsWith(char, this.#at)
  }

  #take(char: string): boolean {
    if (!this.#sees(char)) return false
    this.#at += char.length
    return true
  }
}

function isAscii(char: string): boolean {
  return char.charCodeAt(0) < 128
}
