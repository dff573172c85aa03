/**
 * A seeded source of chance: the same seed gives the same sequence on every machine and version of Node, which
 * `Math.random` and functions such as `Math.log` do not promise.
 */
export interface Random {
  /** A whole number from 0 to `bound` - 1; `bound` is at most 2^32. */
  below(bound: number): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True once in `odds` times on average. */
  oneIn(odds: number): boolean
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string
}

/** The generator sfc32 (Chris Doty-Humphrey, PractRand). */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9
  let b = Math.floor(seed / 2 ** 32) | 0
  let c = seed | 0
  let counter = 1

  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // The first numbers after seeding still show the seed; these many rounds are what the author advises.
  for (let round = 0; round < 15; round++) next()

  // The bias of a product with a bound far below 2^32 is too small to show in a simulation.
  const below = (bound: number): number => Math.floor((next() / 2 ** 32) * bound)
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    oneIn: odds => below(odds) === 0,
    pick: items => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    hex: digits => {
      let text = ''
      while (text.length < digits) text += next().toString(16).padStart(8, '0')
      return text.slice(0, digits)
    },
  }
}
