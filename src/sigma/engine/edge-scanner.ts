import type { FactBoard } from './fact-board.ts'
import { type Literal, LiteralTrie } from './literal-trie.ts'

/** Finds which of many literals a text starts with, and which it is: it goes as far as some literal does. */
export class StartScanner {
  readonly #trie: LiteralTrie

  constructor(starts: readonly Literal[], wholes: readonly Literal[]) {
    this.#trie = new LiteralTrie(starts, wholes)
  }

  get bytes(): number {
    return this.#trie.bytes
  }

  /** False, and not all is reported, at a character that is not of ASCII: then it wants the folded text. */
  scan(text: string, board: FactBoard, is_folded: boolean): boolean {
    let node = 0
    this.#trie.outputs.report(node, board)
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit > 127 && !is_folded) return false
      node = this.#trie.child(node, this.#trie.classOf(unit))
      if (node === -1) return true
      this.#trie.outputs.report(node, board)
    }
    this.#trie.whole_outputs.report(node, board)
    return true
  }
}

/** Finds which of many literals a text ends with. */
export class EndScanner {
  readonly #trie: LiteralTrie

  constructor(ends: readonly Literal[]) {
    this.#trie = new LiteralTrie(ends.map(({ text, fact }) => ({ text: reverse(text), fact })))
  }

  get bytes(): number {
    return this.#trie.bytes
  }

  scan(text: string, board: FactBoard, is_folded: boolean): boolean {
    let node = 0
    for (let at = text.length - 1; at >= 0; at--) {
      const unit = text.charCodeAt(at)
      if (unit > 127 && !is_folded) return false
      node = this.#trie.child(node, this.#trie.classOf(unit))
      if (node === -1) return true
      this.#trie.outputs.report(node, board)
    }
    return true
  }
}

/** By code units: halves of surrogate pairs too, as the text is gone through. */
function reverse(text: string): string {
  let reversed = ''
  for (let at = text.length - 1; at >= 0; at--) reversed += text.charAt(at)
  return reversed
}
