/**
 * Texts of rules with wildcards: `*` stands for any number of characters, also none, `?` for exactly one, and a
 * backslash takes the meaning from `*`, `?` and `\` (specification, "String Wildcard" and "Escape Character").
 */

/** Parts of a pattern in order: literal text, or a wildcard. No two literals and no two `*` stand side by side. */
export type Pattern = readonly PatternPart[]
export type PatternPart = { readonly literal: string } | { readonly wildcard: '*' | '?' }

const ANY: PatternPart = { wildcard: '*' }
const ONE: PatternPart = { wildcard: '?' }

/** Reads a value as it stands in a rule. */
export function parsePattern(text: string): Pattern {
  const parts: PatternPart[] = []
  let literal = ''
  // What has been gone through and is not in `literal` yet begins here.
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH && isSpecial(text.charCodeAt(at + 1))) {
      literal += text.slice(start, at)
      start = ++at
    } else if (code === STAR || code === QUESTION_MARK) {
      literal += text.slice(start, at)
      start = at + 1
      parts.push({ literal }, code === STAR ? ANY : ONE)
      literal = ''
    }
  }
  if (start === 0) return literalPattern(text)
  return joinParts([...parts, { literal: literal + text.slice(start) }])
}

const STAR = 42
const QUESTION_MARK = 63
const BACKSLASH = 92

function isSpecial(code: number): boolean {
  return code === BACKSLASH || code === STAR || code === QUESTION_MARK
}

export function literalPattern(text: string): Pattern {
  return text === '' ? [] : [{ literal: text }]
}

/** Where the value stands in the field: the modifiers that put wildcards around it. */
export type Anchor = 'equals' | 'startswith' | 'endswith' | 'contains'

export function anchorPattern(pattern: Pattern, anchor: Anchor): Pattern {
  if (anchor === 'equals') return pattern
  const parts: PatternPart[] = []
  if (anchor !== 'startswith' && pattern[0] !== ANY) parts.push(ANY)
  for (const part of pattern) parts.push(part)
  if (anchor !== 'endswith' && parts.at(-1) !== ANY) parts.push(ANY)
  return parts
}

export function mapLiterals(pattern: Pattern, change: (literal: string) => string): Pattern {
  return pattern.map(part => ('literal' in part ? { literal: change(part.literal) } : part))
}

/** The text of a pattern without wildcards; undefined if it has any. */
export function literalOf(pattern: Pattern): string | undefined {
  const [only, ...more] = pattern
  if (only === undefined) return ''
  return more.length === 0 && 'literal' in only ? only.literal : undefined
}

/** Whether every text fits. */
export function fitsEverything(pattern: Pattern): boolean {
  return pattern.length === 1 && pattern[0] === ANY
}

/** Parts in a row as a pattern: neighbours that are one are joined. */
export function joinParts(parts: readonly PatternPart[]): Pattern {
  const joined: PatternPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if ('literal' in part) {
      if (part.literal === '') continue
      if (last && 'literal' in last) joined[joined.length - 1] = { literal: last.literal + part.literal }
      else joined.push(part)
    } else if (!(part.wildcard === '*' && last === ANY)) joined.push(part)
  }
  return joined
}

/**
 * A function that tells whether `pattern` fits the whole of a text. What lies between two `*` is taken at the first
 * place where it fits: a later one can not help what follows. So the time is at most the product of both lengths.
 */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const [first = [], ...rest] = runsOf(pattern)
  const last = rest.pop()
  return text => {
    let at = fitAt(first, text, 0)
    if (at === -1) return false
    if (last === undefined) return at === text.length
    for (const run of rest) {
      at = findRun(run, text, at)
      if (at === -1) return false
    }
    return fitsEnd(last, text, at)
  }
}

/** A stretch of a pattern without `*`; null stands for `?`. */
type Run = readonly (string | null)[]

function runsOf(pattern: Pattern): Run[] {
  let run: (string | null)[] = []
  const runs = [run]
  for (const part of pattern) {
    if ('literal' in part) run.push(part.literal)
    else if (part.wildcard === '?') run.push(null)
    else {
      run = []
      runs.push(run)
    }
  }
  return runs
}

/** The end of the run if it fits at `at`, else -1. */
function fitAt(run: Run, text: string, at: number): number {
  let end = at
  for (const part of run) {
    if (part === null) {
      if (end >= text.length) return -1
      end += charLength(text, end)
    } else {
      if (!text.startsWith(part, end)) return -1
      end += part.length
    }
  }
  return end
}

/** The end of the first place from `at` on where the run fits, else -1. */
function findRun(run: Run, text: string, at: number): number {
  const [first] = run
  for (let start = at; start <= text.length; start += charLength(text, start)) {
    if (typeof first === 'string') start = text.indexOf(first, start)
    if (start === -1) return -1
    const end = fitAt(run, text, start)
    if (end !== -1) return end
  }
  return -1
}

/** Whether the run fits so that it ends with the text and starts at `from` or later. */
function fitsEnd(run: Run, text: string, from: number): boolean {
  let start = text.length
  for (const part of run.toReversed()) {
    if (part === null) {
      if (start <= 0) return false
      start -= charLengthBefore(text, start)
    } else {
      if (start < part.length || !text.startsWith(part, start - part.length)) return false
      start -= part.length
    }
  }
  return start >= from
}

/** A character is a code point: two units of UTF-16 for those beyond U+FFFF. */
function charLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function charLengthBefore(text: string, at: number): number {
  return at >= 2 && (text.codePointAt(at - 2) ?? 0) > 0xffff ? 2 : 1
}
