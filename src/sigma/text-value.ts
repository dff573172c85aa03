import { plainTextTest } from './draft.ts'
import type { Anchor } from './pattern.ts'
import type { RuleValue, ValueTest } from './rule.ts'
import { writtenValue } from './written-value.ts'

/**
 * A text that is compared as it stands, or with a part of the field: nearly all values are such. Nothing can be wrong
 * with it, so that it is read only when somebody asks: of most rules nobody does, as no event comes that they are for.
 */
export class TextValue implements RuleValue {
  readonly line: number
  readonly #text: string
  readonly #anchor: Anchor
  readonly #modifiers: string
  #tests: readonly ValueTest[] | undefined

  /** @param modifiers as they stand before the value where it is shown. */
  constructor(text: string, anchor: Anchor, modifiers: string, line: number) {
    this.line = line
    this.#text = text
    this.#anchor = anchor
    this.#modifiers = modifiers
  }

  get written(): string {
    return writtenValue(this.#modifiers, this.#text === '' ? "''" : this.#text)
  }

  get tests(): readonly ValueTest[] {
    this.#tests ??= [plainTextTest(this.#text, this.#anchor)]
    return this.#tests
  }
}
