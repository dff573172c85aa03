/**
 * A sum of numbers that does not depend on the order of adding, and from which what was added can be taken away
 * again: with plain additions the rounding would, and so would whether a limit is passed.
 *
 * The sum is kept as partial sums that do not overlap (Shewchuk, "Adaptive Precision Floating-Point Arithmetic",
 * 1997): no bit is lost. Values beyond `MAGNITUDE_MAX` are for the caller to refuse.
 */
export class ExactSum {
  #partials: number[] = []

  add(value: number): void {
    const partials = this.#partials
    let kept = 0
    let rest = value
    for (let at = 0; at < partials.length; at++) {
      const partial = partials[at] ?? 0
      const sum = rest + partial
      // What is lost is that of the smaller one.
      const error = Math.abs(rest) < Math.abs(partial) ? rest - (sum - partial) : partial - (sum - rest)
      if (error !== 0) partials[kept++] = error
      rest = sum
    }
    partials.length = kept
    if (rest !== 0) partials.push(rest)
  }

  /** The sum, rounded once. */
  get value(): number {
    const partials = this.#partials
    let at = partials.length - 1
    let sum = partials[at] ?? 0
    while (at > 0) {
      const before = sum
      const partial = partials[--at] ?? 0
      sum = before + partial
      const error = partial - (sum - before)
      if (error === 0) continue
      return roundedHalf(sum, error, partials[at - 1] ?? 0)
    }
    return sum
  }

  clear(): void {
    this.#partials.length = 0
  }
}

/** Where the error is exactly half a unit, what is left below it decides to which side the sum is rounded. */
function roundedHalf(sum: number, error: number, below: number): number {
  if ((error < 0 && below < 0) || (error > 0 && below > 0)) {
    const doubled = error * 2
    const moved = sum + doubled
    if (doubled === moved - sum) return moved
  }
  return sum
}

/** Sums of so many values of at most this size stay far from infinity. */
export const MAGNITUDE_MAX = 1e150
