/**
 * Numbers in their order, of which each is found by its rank, in short lists: to add or take one away moves the numbers
 * of one list only, and steps over the logarithm of how many lists there are. In one list of them all it would move half
 * of them.
 */
export class SortedNumbers {
  /** None is empty, unless there is no number at all. */
  #lists: number[][] = [[]]
  /** How many numbers are in the lists, as sums of ranges of them (P. Fenwick, 1994), from 1 on. */
  #sums: number[] = [0, 0]
  #length = 0

  get length(): number {
    return this.#length
  }

  add(value: number): void {
    const at = this.#listOf(value)
    const list = this.#lists[at]
    if (!list) return
    list.splice(placeIn(list, value), 0, value)
    this.#length++
    if (list.length <= LIST_MAX) this.#count(at, 1)
    else {
      this.#lists.splice(at + 1, 0, list.splice(LIST_MAX / 2))
      this.#sumUp()
    }
  }

  /** Takes away one of a value that is there. */
  remove(value: number): void {
    const at = this.#listOf(value)
    const list = this.#lists[at]
    const place = list ? placeIn(list, value) : 0
    if (list?.[place] !== value) return
    list.splice(place, 1)
    this.#length--
    if (list.length > 0 || this.#lists.length === 1) this.#count(at, -1)
    else {
      this.#lists.splice(at, 1)
      this.#sumUp()
    }
  }

  /** The number of this rank, from 0 on; undefined if there are not so many. */
  at(rank: number): number | undefined {
    if (!(rank >= 0 && rank < this.#length)) return undefined
    let rest = rank
    let list = 0
    for (let step = 2 ** Math.floor(Math.log2(this.#lists.length)); step >= 1; step /= 2) {
      const sum = this.#sums[list + step]
      if (sum === undefined || sum > rest) continue
      list += step
      rest -= sum
    }
    return this.#lists[list]?.[rest]
  }

  clear(): void {
    this.#lists = [[]]
    this.#sums = [0, 0]
    this.#length = 0
  }

  #count(list: number, more: number): void {
    for (let at = list + 1; at < this.#sums.length; at += at & -at)
      this.#sums[at] = (this.#sums[at] ?? 0) + more
  }

  /** Anew, which is needed once for hundreds of numbers. */
  #sumUp(): void {
    const sums = [0, ...this.#lists.map(({ length }) => length)]
    for (let at = 1; at < sums.length; at++) {
      const above = at + (at & -at)
      if (above < sums.length) sums[above] = (sums[above] ?? 0) + (sums[at] ?? 0)
    }
    this.#sums = sums
  }

  /** The first list that ends with this value or a greater one; the last if there is none. */
  #listOf(value: number): number {
    let low = 0
    let high = this.#lists.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#lists[middle]?.at(-1) ?? Infinity) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The first place in a list at which no smaller number stands. */
function placeIn(list: readonly number[], value: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  return low
}

const LIST_MAX = 512
