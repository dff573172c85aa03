import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from './yaml-node.ts'
import { resolvePlain } from './yaml-scalar.ts'

/**
 * The part of YAML that nearly all rules are written in: maps and lists by indentation, values on one line, plain or in
 * quotes with few escapes, blocks of text (`|`), comments. Reading that takes a fraction of what the whole language
 * takes. Whatever else there is, every mistake too, is left to the parser: what is read here is what it would read.
 */

/** Tabs, carriage returns, what YAML forbids, and halves of pairs. */
const NOT_PLAIN = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u
const DEPTH_MAX = 32

const SPACE = 32
const DOUBLE_QUOTE = 34
const HASH = 35
const QUOTE = 39
const DASH = 45
const COLON = 58
const BAR = 124

/** Characters of which keys may consist here: letters, digits and `_ . | - @ $ /`. */
const IN_KEY = tableOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.|-@$/')
/** What a plain value can not begin with, or only where something follows that is not looked at here. */
const INDICATOR = tableOf('-?:,[]{}#&*!|>\'"%@`')

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

/**
 * The one document of `text`, which is a map, or undefined where it has to be left to the parser.
 */
export function readPlainYaml(text: string, first_line: number): YamlMapping | undefined {
  return NOT_PLAIN.test(text) ? undefined : new PlainReader(text, first_line).document()
}

/** Stands at the beginning of a value or key of a line. Methods that return undefined have met something else. */
class PlainReader {
  readonly #text: string
  #line: number
  #line_start = 0
  #line_end = -1
  #at = 0
  /** Of what the reader stands at, from 0; -1 at the end. */
  #column = 0
  #depth = 0

  constructor(text: string, first_line: number) {
    this.#text = text
    this.#line = first_line - 1
  }

  document(): YamlMapping | undefined {
    this.#nextLine()
    if (this.#column === 0 && this.#text.startsWith('---\n')) this.#nextLine()
    if (this.#column !== 0) return undefined
    const mapping = this.#mapping()
    return this.#line_start >= this.#text.length ? mapping : undefined
  }

  /** Goes to the next line that has something on it besides a comment. */
  #nextLine(): void {
    const text = this.#text
    for (;;) {
      this.#line_start = this.#line_end + 1
      this.#line++
      if (this.#line_start >= text.length) {
        this.#column = -1
        return
      }
      const end = text.indexOf('\n', this.#line_start)
      this.#line_end = end === -1 ? text.length : end
      let at = this.#line_start
      while (text.charCodeAt(at) === SPACE) at++
      if (at === this.#line_end || text.charCodeAt(at) === HASH) continue
      this.#at = at
      this.#column = at - this.#line_start
      return
    }
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === DASH && this.#text.charCodeAt(this.#at + 1) === SPACE
  }

  #mapping(): YamlMapping | undefined {
    if (++this.#depth > DEPTH_MAX) return undefined
    const own = this.#column
    const [line, column] = [this.#line, own + 1]
    const entries = new Map<string, YamlEntry>()
    let size = 1
    while (this.#column === own) {
      const end = this.#keyEnd()
      if (end === -1) return undefined
      const is_quoted = this.#text.charCodeAt(this.#at) === QUOTE
      const key = is_quoted ? this.#text.slice(this.#at + 1, end - 1) : this.#text.slice(this.#at, end)
      if (entries.has(key)) return undefined
      const key_line = this.#line
      const key_column = column + Number(is_quoted)
      this.#at = end + 1
      const value = this.#afterKey(own)
      // A line that is indented deeper than its map goes on with the value before it, or is a mistake.
      if (value === undefined || this.#column > own) return undefined
      entries.set(key, { key, line: key_line, column: key_column, value })
      size += 1 + value.size
    }
    this.#depth--
    return { kind: 'mapping', line, column, size, entries }
  }

  /** Where the colon behind a key is; -1 where there is no key that is read here. */
  #keyEnd(): number {
    const text = this.#text
    let at = this.#at
    if (text.charCodeAt(at) === QUOTE) return this.#quotedKeyEnd()
    if (INDICATOR[text.charCodeAt(at)] === 1) return -1
    while (at < this.#line_end) {
      const code = text.charCodeAt(at)
      if (code === COLON) return at === this.#at ? -1 : at
      if (IN_KEY[code] !== 1 && !(code === SPACE && IN_KEY[text.charCodeAt(at + 1)] === 1)) return -1
      at++
    }
    return -1
  }

  /** The same for a key in quotes, such as `'|all'`. */
  #quotedKeyEnd(): number {
    const text = this.#text
    const from = this.#at + 1
    let at = from
    while (IN_KEY[text.charCodeAt(at)] === 1) at++
    return at > from && text.charCodeAt(at) === QUOTE && text.charCodeAt(at + 1) === COLON ? at + 1 : -1
  }

  #afterKey(own: number): YamlNode | undefined {
    if (this.#at !== this.#line_end && this.#text.charCodeAt(this.#at) !== SPACE) return undefined
    if (!this.#isBlankFrom(this.#at)) {
      this.#skipSpaces()
      return this.#text.charCodeAt(this.#at) === BAR ? this.#literal(own) : this.#scalar()
    }
    this.#nextLine()
    if (this.#column >= own && this.#isDash()) return this.#sequence()
    return this.#column > own ? this.#mapping() : undefined
  }

  #sequence(): YamlNode | undefined {
    if (++this.#depth > DEPTH_MAX) return undefined
    const own = this.#column
    const [line, column] = [this.#line, own + 1]
    const items: YamlNode[] = []
    let size = 1
    while (this.#column === own && this.#isDash()) {
      this.#at++
      this.#skipSpaces()
      this.#column = this.#at - this.#line_start
      const item = this.#keyEnd() === -1 || !this.#hasKey() ? this.#scalar() : this.#mapping()
      if (item === undefined || this.#column > own) return undefined
      items.push(item)
      size += item.size
    }
    this.#depth--
    return { kind: 'sequence', line, column, size, items }
  }

  /** Whether the colon of what looks like a key ends it: `https://` is none. */
  #hasKey(): boolean {
    const end = this.#keyEnd() + 1
    return end === this.#line_end || this.#text.charCodeAt(end) === SPACE
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at++
  }

  /** Whether a line has nothing from `at` on but blanks and a comment behind one. */
  #isBlankFrom(at: number): boolean {
    let next = at
    while (this.#text.charCodeAt(next) === SPACE) next++
    return next >= this.#line_end || (next > at && this.#text.charCodeAt(next) === HASH)
  }

  /** A value on this line; goes on to the next. */
  #scalar(): YamlScalar | undefined {
    const code = this.#text.charCodeAt(this.#at)
    if (code === QUOTE) return this.#singleQuoted()
    if (code === DOUBLE_QUOTE) return this.#doubleQuoted()
    const next = this.#text.charCodeAt(this.#at + 1)
    if (INDICATOR[code] === 1 && !(code === COLON && next !== SPACE && this.#at + 1 < this.#line_end))
      return undefined
    return this.#plain()
  }

  #plain(): YamlScalar | undefined {
    const text = this.#text
    let end = this.#at
    for (let at = end; at < this.#line_end; at++) {
      const code = text.charCodeAt(at)
      if (code === SPACE) {
        if (text.charCodeAt(at + 1) === HASH) break
        continue
      }
      end = at + 1
      if (code === COLON && (end === this.#line_end || text.charCodeAt(end) === SPACE)) return undefined
    }
    const written = text.slice(this.#at, end)
    return written === '' ? undefined : this.#done(this.#at, resolvePlain(written), written)
  }

  #singleQuoted(): YamlScalar | undefined {
    const text = this.#text
    const start = this.#at + 1
    let end = text.indexOf("'", start)
    let has_quotes = false
    while (end !== -1 && text.charCodeAt(end + 1) === QUOTE) {
      has_quotes = true
      end = text.indexOf("'", end + 2)
    }
    if (end === -1 || end >= this.#line_end || !this.#isBlankFrom(end + 1)) return undefined
    const written = text.slice(start, end)
    const value = has_quotes ? written.replaceAll("''", "'") : written
    return this.#done(start, value, value)
  }

  #doubleQuoted(): YamlScalar | undefined {
    const text = this.#text
    const start = this.#at + 1
    let end = text.indexOf('"', start)
    let has_escapes = false
    // A quote behind an odd number of backslashes does not end the text.
    for (let at = text.indexOf('\\', start); at !== -1 && at < end; at = text.indexOf('\\', at + 2)) {
      has_escapes = true
      if (at + 1 === end) end = text.indexOf('"', at + 2)
    }
    if (end === -1 || end >= this.#line_end || !this.#isBlankFrom(end + 1)) return undefined
    const written = text.slice(start, end)
    const value = has_escapes ? unescaped(written) : written
    return value === undefined ? undefined : this.#done(start, value, value)
  }

  #done(start: number, value: YamlScalar['value'], text: string): YamlScalar {
    const line = this.#line
    const column = start - this.#line_start + 1
    this.#nextLine()
    return { kind: 'scalar', line, column, size: 1, value, text }
  }

  /** A block of lines whose breaks are kept, inside a map at column `own`. */
  #literal(own: number): YamlScalar | undefined {
    const text = this.#text
    const header = text.slice(this.#at, this.#line_end)
    if (header !== '|' && header !== '|-') return undefined
    const line = this.#line + 1
    const lines: string[] = []
    let indent = -1
    let breaks = 0
    for (;;) {
      const start = this.#line_end + 1
      const end = text.indexOf('\n', start)
      if (end === -1 && start < text.length) return undefined
      let at = start
      while (text.charCodeAt(at) === SPACE) at++
      if (indent === -1) indent = at - start
      if (start >= text.length || (at < end && at - start < indent)) break
      // A line of blanks, and an empty one before any text, have rules of their own.
      if (at === end && (at > start || lines.length === 0)) return undefined
      if (at === end) breaks++
      else {
        for (; breaks > 0; breaks--) lines.push('')
        lines.push(text.slice(start + indent, end))
      }
      this.#line_end = end
      this.#line++
    }
    if (indent <= own || lines.length === 0) return undefined
    const value = `${lines.join('\n')}${header === '|' ? '\n' : ''}`
    this.#nextLine()
    return { kind: 'scalar', line, column: 1, size: 1, value, text: value }
  }
}

/** Of what stands in double quotes; undefined where an escape is none of those that rules are written with. */
function unescaped(written: string): string | undefined {
  return /\\[^\\"/]/.test(written.replaceAll('\\\\', '')) ? undefined : written.replace(/\\(.)/g, '$1')
}
