import type { DetectionRule } from './rule.ts'

/**
 * Rules that are not tried any more: a regular expression of theirs came to its bound on an event (see `regex.ts`), so
 * that the rule could not be decided. Once is enough, for the next such event would take as long again. Only new rules
 * make a new, empty quarantine.
 */
export class Quarantine {
  /** In the order in which they came here. */
  readonly rules: DetectionRule[] = []
  /** By number of the rule: whether it is here. */
  readonly #held: Uint8Array

  /** @param size How many rules there are. */
  constructor(size: number) {
    this.#held = new Uint8Array(size)
  }

  has(number: number): boolean {
    return this.#held[number] === 1
  }

  add(number: number, rule: DetectionRule): void {
    if (this.has(number)) return
    this.#held[number] = 1
    this.rules.push(rule)
  }
}
