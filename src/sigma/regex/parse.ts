import { type CharSet, CODE_POINT_MAX, charSet, complement, union, withAllCases } from './char-set.ts'
import { ANY_CHAR, ESCAPED_CLASSES, NAMED_CLASSES, NO_NEWLINE } from './classes.ts'
import type { Assertion, RegexNode } from './syntax.ts'

export type RegexFlag = 'i' | 'm' | 's'

/**
 * Reads a regular expression: the syntax of RE2, and of Perl's lookaround, back references, atomic groups and
 * possessive quantifiers. Undefined where the pattern uses anything that this reader does not know for sure: Unicode
 * classes, `\Q`, conditions and the like.
 */
export function parseRegex(source: string, flags: ReadonlySet<RegexFlag> = new Set()): RegexNode | undefined {
  const reader = new RegexReader(source, flags)
  try {
    return reader.read()
  } catch (error) {
    if (error instanceof UnknownSyntax) return undefined
    throw error
  }
}

const EMPTY: RegexNode = { kind: 'empty' }
const DEPTH_MAX = 200
/** RE2's. */
const REPEAT_MAX = 1000

class UnknownSyntax extends Error {}

class RegexReader {
  readonly #source: string
  #at = 0
  #depth = 0
  #any_case: boolean
  #multiline: boolean
  #dot_all: boolean
  /** `U`: quantifiers are lazy, and greedy with a `?`. */
  #lazy = false
  #groups = 0
  readonly #names = new Map<string, number>()
  #highest_reference = 0

  constructor(source: string, flags: ReadonlySet<RegexFlag>) {
    this.#source = source
    this.#any_case = flags.has('i')
    this.#multiline = flags.has('m')
    this.#dot_all = flags.has('s')
  }

  read(): RegexNode {
    const node = this.#choice()
    if (this.#at < this.#source.length || this.#highest_reference > this.#groups) throw new UnknownSyntax()
    return node
  }

  #choice(): RegexNode {
    if (++this.#depth > DEPTH_MAX) throw new UnknownSyntax()
    const of = [this.#sequence()]
    while (this.#take('|')) of.push(this.#sequence())
    this.#depth--
    const [only] = of
    return of.length === 1 && only ? only : { kind: 'choice', of }
  }

  #sequence(): RegexNode {
    const of: RegexNode[] = []
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#sees(')')) of.push(this.#repeated())
    return { kind: 'sequence', of }
  }

  #repeated(): RegexNode {
    const of = this.#single()
    const range = this.#quantifier()
    if (!range) return of
    const is_lazy = this.#take('?')
    const is_possessive = !is_lazy && this.#take('+')
    if (this.#quantifier()) throw new UnknownSyntax()
    const node: RegexNode = { kind: 'repeat', of, ...range, greedy: is_lazy === this.#lazy }
    return is_possessive ? { kind: 'atomic', of: node } : node
  }

  #quantifier(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.#take('?')) return { min: 0, max: 1 }
    const [written, first, comma, last] = this.#match(/\{(\d{1,5})(,?)(\d{0,5})\}/y) ?? []
    if (written === undefined) return undefined
    const min = Number(first)
    const max = comma === '' ? min : last === '' ? Number.POSITIVE_INFINITY : Number(last)
    if (min > REPEAT_MAX || (max > REPEAT_MAX && max !== Number.POSITIVE_INFINITY) || min > max)
      throw new UnknownSyntax()
    return { min, max }
  }

  #single(): RegexNode {
    const char = this.#next()
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'chars', set: this.#bracket() }
      case '\\':
        return this.#escape()
      case '.':
        return { kind: 'chars', set: this.#dot_all ? ANY_CHAR : NO_NEWLINE }
      case '^':
        return { kind: 'assert', what: this.#multiline ? 'line_start' : 'text_start' }
      case '$':
        return { kind: 'assert', what: this.#multiline ? 'line_end' : 'text_end' }
      case '*':
      case '+':
      case '?':
        throw new UnknownSyntax()
      default:
        return { kind: 'chars', set: this.#cased(only(char)) }
    }
  }

  #group(): RegexNode {
    const is_plain = !this.#take('?')
    const opening = is_plain ? [''] : this.#match(OPENING)
    if (!opening) throw new UnknownSyntax()
    const [written = '', name, reference] = opening
    if (reference !== undefined) return this.#backReference(this.#names.get(reference))
    const before = [this.#any_case, this.#multiline, this.#dot_all, this.#lazy] as const
    const is_flags = /[:)]$/.test(written)
    if (is_flags) this.#setFlags(written)
    // Flags without a colon hold up to the end of the group that they stand in.
    if (written.endsWith(')')) return EMPTY
    const number = is_plain || name !== undefined ? ++this.#groups : 0
    if (name !== undefined) {
      if (this.#names.has(name)) throw new UnknownSyntax()
      this.#names.set(name, number)
    }
    const of = this.#choice()
    if (!this.#take(')')) throw new UnknownSyntax()
    ;[this.#any_case, this.#multiline, this.#dot_all, this.#lazy] = before
    if (number > 0) return { kind: 'group', of, number }
    if (is_flags) return of
    if (written === '>') return { kind: 'atomic', of }
    const direction = written.startsWith('<') ? 'behind' : 'ahead'
    return { kind: 'look', of, direction, negated: written.endsWith('!') }
  }

  #setFlags(written: string): void {
    const [on = '', off = ''] = written.slice(0, -1).split('-')
    for (const [letters, value] of [
      [on, true],
      [off, false],
    ] as const)
      for (const letter of letters) {
        if (letter === 'i') this.#any_case = value
        else if (letter === 'm') this.#multiline = value
        else if (letter === 's') this.#dot_all = value
        else this.#lazy = value
      }
  }

  #backReference(number: number | undefined): RegexNode {
    if (number === undefined) throw new UnknownSyntax()
    this.#highest_reference = Math.max(this.#highest_reference, number)
    return { kind: 'back_reference', number, any_case: this.#any_case }
  }

  #escape(): RegexNode {
    const [number] = this.#match(/[1-9]\d?/y) ?? []
    if (number !== undefined) return this.#backReference(Number(number))
    const [, angled, braced] = this.#match(/k(?:<(\w+)>|\{(\w+)\})/y) ?? []
    const name = angled ?? braced
    if (name !== undefined) return this.#backReference(this.#names.get(name))
    const what = ASSERTIONS.get(this.#source.charAt(this.#at))
    if (what === undefined) return { kind: 'chars', set: this.#setOf(this.#escaped()) }
    this.#at++
    return { kind: 'assert', what }
  }

  /** A character, or a class. */
  #escaped(): number | CharSet {
    const [, two, more] = this.#match(/x(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,6})\})/y) ?? []
    const hexadecimal = two ?? more
    if (hexadecimal !== undefined) {
      const code_point = Number.parseInt(hexadecimal, 16)
      if (code_point > CODE_POINT_MAX) throw new UnknownSyntax()
      return code_point
    }
    const char = this.#next()
    const named = ESCAPED_CLASSES.get(char.toLowerCase())
    if (named) return char === char.toLowerCase() ? this.#cased(named) : complement(this.#cased(named))
    const control = CONTROLS.get(char)
    if (control !== undefined) return control
    if (/[0-9A-Za-z\x80-\u{10ffff}]/u.test(char)) throw new UnknownSyntax()
    return char.charCodeAt(0)
  }

  #bracket(): CharSet {
    const negated = this.#take('^')
    const parts: CharSet[] = []
    for (let first = true; first || !this.#sees(']'); first = false) parts.push(this.#bracketPart())
    this.#at++
    const set = union(parts)
    return negated ? complement(set) : set
  }

  #bracketPart(): CharSet {
    const first = this.#bracketItem()
    if (!this.#sees('-') || this.#source.charAt(this.#at + 1) === ']') return this.#setOf(first)
    this.#at++
    const last = this.#bracketItem()
    if (typeof first !== 'number' || typeof last !== 'number' || first > last) throw new UnknownSyntax()
    return this.#cased(charSet([[first, last]]))
  }

  #bracketItem(): number | CharSet {
    const [named, sign, name = ''] = this.#match(/\[:(\^?)(\w+):\]/y) ?? []
    if (named !== undefined) {
      const set = NAMED_CLASSES.get(name)
      if (!set) throw new UnknownSyntax()
      return sign === '^' ? complement(this.#cased(set)) : this.#cased(set)
    }
    const char = this.#next()
    return char === '\\' ? this.#escaped() : codePointOf(char)
  }

  #setOf(item: number | CharSet): CharSet {
    return typeof item === 'number' ? this.#cased(charSet([[item, item]])) : item
  }

  #cased(set: CharSet): CharSet {
    return this.#any_case ? withAllCases(set) : set
  }

  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at
    const match = sticky.exec(this.#source)
    if (!match) return undefined
    this.#at = sticky.lastIndex
    return match
  }

  #next(): string {
    const code_point = this.#source.codePointAt(this.#at)
    if (code_point === undefined) throw new UnknownSyntax()
    const char = String.fromCodePoint(code_point)
    this.#at += char.length
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

/** What may follow `(?`. */
const OPENING = /P?<([A-Za-z_]\w*)>|P=(\w+)\)|[imsU]*(?:-[imsU]+)?[:)]|<?[=!]|>/y

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['A', 'text_start'],
  ['z', 'text_end'],
  ['b', 'word_edge'],
  ['B', 'no_word_edge'],
])

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
])

function codePointOf(char: string): number {
  return char.codePointAt(0) ?? 0
}

function only(char: string): CharSet {
  return charSet([[codePointOf(char), codePointOf(char)]])
}
