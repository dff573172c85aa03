import { fold } from '../fold.ts'
import { hasChar } from './char-set.ts'
import { isWordChar, NEWLINE } from './classes.ts'
import {
  ACCEPT,
  ADVANCED,
  ASSERT,
  ASSERTIONS,
  ATOMIC,
  FORGET,
  INSTRUCTION_LENGTH,
  JUMP,
  LOOK,
  REFER,
  REFER_BACK,
  type RegexProgram,
  SAVE,
  SPLIT,
  TAKE,
  TAKE_BACK,
} from './program.ts'
import type { Assertion } from './syntax.ts'

/**
 * Runs patterns with lookaround, back references and atomic groups by trying one way after the other, which can take
 * time exponential in the text: so it counts its steps, and gives up when they are used up. The count depends on the
 * pattern and the text alone. Where the dialects differ it goes by ECMAScript: what lies behind is matched to the left,
 * a group that took nothing is referred to as the empty text, and each round of a loop begins with its groups empty.
 *
 * What has still to be tried lies on a stack of pairs: where in the program and where in the text; or, if the first is
 * negative, a slot (as its complement) and the position that has to be put back there.
 */
export class Backtracker {
  readonly #program: RegexProgram
  readonly #is_anchored: boolean
  readonly #slots: Int32Array
  #text = ''
  #stack = new Int32Array(256)
  #top = 0
  #steps_left = 0

  /** @param is_anchored Whether it can fit at the start of a text only. */
  constructor(program: RegexProgram, is_anchored: boolean) {
    this.#program = program
    this.#is_anchored = is_anchored
    this.#slots = new Int32Array(program.slot_count)
  }

  /** Whether the pattern fits somewhere in `text`; undefined if `steps_max` steps do not tell. */
  test(text: string, steps_max: number): boolean | undefined {
    this.#text = text
    this.#steps_left = steps_max
    try {
      for (let start = 0; start <= text.length; start += this.#widthAt(start)) {
        this.#slots.fill(-1)
        this.#top = 0
        if (this.#run(0, start) !== FAILED) return true
        if (this.#steps_left < 0) return undefined
        if (this.#is_anchored) return false
      }
      return false
    } finally {
      this.#text = ''
      if (this.#stack.length > STACK_KEPT_MAX) this.#stack = new Int32Array(256)
    }
  }

  /** Runs the program from a place on to the ACCEPT of the same level: the position there, or FAILED. */
  #run(start: number, position: number): number {
    const { code, sets } = this.#program
    const base = this.#top
    let at = start
    let pos = position
    for (;;) {
      if (--this.#steps_left < 0) return FAILED
      const a = code[at + 1] ?? 0
      let goes_on = true
      switch (code[at]) {
        case ACCEPT:
          return pos
        case TAKE: {
          const code_point = this.#text.codePointAt(pos)
          goes_on = code_point !== undefined && hasChar(sets[a] ?? [], code_point)
          if (goes_on) pos += this.#widthAt(pos)
          break
        }
        case TAKE_BACK: {
          const before = pos - this.#widthBefore(pos)
          const code_point = before < pos ? this.#text.codePointAt(before) : undefined
          goes_on = code_point !== undefined && hasChar(sets[a] ?? [], code_point)
          if (goes_on) pos = before
          break
        }
        case SPLIT:
          this.#push(code[at + 2] ?? 0, pos)
          at = a - INSTRUCTION_LENGTH
          break
        case JUMP:
          at = a - INSTRUCTION_LENGTH
          break
        case ASSERT:
          goes_on = this.#holds(ASSERTIONS[a], pos)
          break
        case SAVE:
          this.#set(a, pos)
          break
        case FORGET:
          for (let slot = a; slot < (code[at + 2] ?? 0); slot++) this.#set(slot, -1)
          break
        case ADVANCED:
          goes_on = this.#slots[a] !== pos
          break
        case LOOK: {
          const fits = this.#runApart(at + INSTRUCTION_LENGTH, pos, a === 1) !== FAILED
          goes_on = fits === (a === 0)
          at = (code[at + 2] ?? 0) - INSTRUCTION_LENGTH
          break
        }
        case ATOMIC: {
          const end = this.#runApart(at + INSTRUCTION_LENGTH, pos, false)
          goes_on = end !== FAILED
          pos = end
          at = (code[at + 2] ?? 0) - INSTRUCTION_LENGTH
          break
        }
        case REFER:
        case REFER_BACK: {
          const end = this.#referred(a, pos, code[at] === REFER, code[at + 2] === 1)
          goes_on = end !== FAILED
          pos = end
        }
      }
      if (goes_on) {
        at += INSTRUCTION_LENGTH
        continue
      }
      if (!this.#backToChoice(base)) return FAILED
      at = this.#stack[this.#top] ?? 0
      pos = this.#stack[this.#top + 1] ?? 0
    }
  }

  /**
   * Runs a part whose other ways are not tried once it fits. What it captured stays, to be put back with what came
   * before, unless the part must not fit.
   */
  #runApart(start: number, pos: number, must_fail: boolean): number {
    const base = this.#top
    const end = this.#run(start, pos)
    if (end === FAILED) return FAILED
    if (must_fail) {
      while (this.#backToChoice(base));
      return end
    }
    let kept = base
    for (let at = base; at < this.#top; at += 2) {
      this.#steps_left--
      const slot = this.#stack[at] ?? 0
      if (slot >= 0) continue
      this.#stack[kept] = slot
      this.#stack[kept + 1] = this.#stack[at + 1] ?? 0
      kept += 2
    }
    this.#top = kept
    return end
  }

  /** Takes from the stack down to a place to go on from, putting positions back; false if there is none above `base`. */
  #backToChoice(base: number): boolean {
    while (this.#top > base) {
      this.#top -= 2
      const first = this.#stack[this.#top] ?? 0
      if (first >= 0) return true
      this.#steps_left--
      this.#slots[~first] = this.#stack[this.#top + 1] ?? 0
    }
    return false
  }

  #set(slot: number, pos: number): void {
    this.#steps_left--
    this.#push(~slot, this.#slots[slot] ?? -1)
    this.#slots[slot] = pos
  }

  #push(first: number, second: number): void {
    if (this.#top === this.#stack.length) {
      if (this.#top === STACK_LENGTH_MAX) {
        this.#steps_left = 0
        return
      }
      const larger = new Int32Array(this.#stack.length * 2)
      larger.set(this.#stack)
      this.#stack = larger
    }
    this.#stack[this.#top++] = first
    this.#stack[this.#top++] = second
  }

  #referred(group: number, pos: number, ahead: boolean, any_case: boolean): number {
    const first = this.#slots[2 * group] ?? -1
    const last = this.#slots[2 * group + 1] ?? -1
    if (first < 0 || last < 0) return pos
    const length = last - first
    this.#steps_left -= length
    const start = ahead ? pos : pos - length
    const other = start < 0 ? '' : this.#text.slice(start, start + length)
    if (other.length !== length) return FAILED
    const wanted = this.#text.slice(first, last)
    if (other !== wanted && !(any_case && fold(other) === fold(wanted))) return FAILED
    return ahead ? pos + length : start
  }

  #holds(what: Assertion | undefined, pos: number): boolean {
    const text = this.#text
    switch (what) {
      case 'text_start':
        return pos === 0
      case 'text_end':
        return pos === text.length
      case 'line_start':
        return pos === 0 || text.charCodeAt(pos - 1) === NEWLINE
      case 'line_end':
        return pos === text.length || text.charCodeAt(pos) === NEWLINE
      default: {
        const is_edge = isWordChar(text.charCodeAt(pos - 1)) !== isWordChar(text.charCodeAt(pos))
        return is_edge === (what === 'word_edge')
      }
    }
  }

  #widthAt(pos: number): number {
    return (this.#text.codePointAt(pos) ?? 0) > 0xffff ? 2 : 1
  }

  #widthBefore(pos: number): number {
    if (pos < 2) return pos
    return (this.#text.codePointAt(pos - 2) ?? 0) > 0xffff ? 2 : 1
  }
}

const FAILED = -1
/** 32 MB; then it gives up. */
const STACK_LENGTH_MAX = 1 << 23
/** A stack that has grown larger is not kept for the next text. */
const STACK_KEPT_MAX = 1 << 16
