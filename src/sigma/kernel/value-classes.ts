import type { KeyTree } from './keys.ts'
import type { ControlKey } from './record-reader.ts'

/** Values of a control key that decide the same. */
export interface ValueClass {
  /** One of them, or a text that decides the same and has a mark in it. */
  readonly value: unknown
  /** Whether it is the only one. */
  readonly is_constant: boolean
}

/** The classes of values of control keys, by their numbers. */
export class ValueClasses {
  readonly #controls = new Map<number, ControlKey>()
  readonly #numbers = new Map<string, number>()
  readonly #classes: ValueClass[] = []

  constructor(controls: readonly ControlKey[], tree: KeyTree) {
    for (const control of controls) {
      const node = tree.find(control.path)
      if (node !== undefined) this.#controls.set(node, control)
    }
  }

  /** The number of the class of a value. Lines with values in too many classes are left to others. */
  numberOf(node: number, value: unknown, mark: string): number {
    const other = this.#controls.get(node)?.alike(value, mark)
    const found: ValueClass = { value: other ?? value, is_constant: other === undefined }
    const key = JSON.stringify([node, found])
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if (this.#classes.length >= CLASSES_MAX) return NO_CLASS
    this.#numbers.set(key, this.#classes.length)
    return this.#classes.push(found) - 1
  }

  get(number: number): ValueClass | undefined {
    return this.#classes[number]
  }
}

const CLASSES_MAX = 4096
const NO_CLASS = CLASSES_MAX
