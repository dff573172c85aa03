import { fold } from '../fold.ts'

/** Sets of characters (code points), as ranges: the first and the last of each in turn, in order, none touching the next. */
export type CharSet = readonly number[]

export const CODE_POINT_MAX = 0x10ffff

/** The set of some ranges, in any order. */
export function charSet(ranges: readonly (readonly [first: number, last: number])[]): CharSet {
  const set: number[] = []
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const end = set.at(-1)
    if (end === undefined || first > end + 1) set.push(first, last)
    else if (last > end) set[set.length - 1] = last
  }
  return set
}

export function union(sets: readonly CharSet[]): CharSet {
  return charSet(sets.flatMap(rangesOf))
}

export function complement(set: CharSet): CharSet {
  const ranges: [number, number][] = []
  let next = 0
  for (const [first, last] of rangesOf(set)) {
    if (first > next) ranges.push([next, first - 1])
    next = last + 1
  }
  if (next <= CODE_POINT_MAX) ranges.push([next, CODE_POINT_MAX])
  return charSet(ranges)
}

export function hasChar(set: CharSet, code_point: number): boolean {
  let low = 0
  let high = set.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if ((set[2 * middle + 1] ?? 0) < code_point) low = middle + 1
    else high = middle
  }
  return (set[2 * low] ?? Number.POSITIVE_INFINITY) <= code_point
}

export function rangesOf(set: CharSet): [first: number, last: number][] {
  const ranges: [number, number][] = []
  for (let at = 0; at < set.length; at += 2) ranges.push([set[at] ?? 0, set[at + 1] ?? 0])
  return ranges
}

/** The members, if they are not more than `count_max`. */
export function membersOf(set: CharSet, count_max: number): number[] | undefined {
  const members: number[] = []
  for (const [first, last] of rangesOf(set)) {
    if (members.length + (last - first + 1) > count_max) return undefined
    for (let member = first; member <= last; member++) members.push(member)
  }
  return members
}

/** The set with every character that differs from a member in its case only. */
export function withAllCases(set: CharSet): CharSet {
  const last = set.at(-1) ?? 0
  const folding = last < 128 ? ASCII_CASES : casesOfAll()
  const added = folding.filter(cases => cases.some(([first]) => hasChar(set, first))).flat()
  return added.length === 0 ? set : charSet([...rangesOf(set), ...added])
}

/** Characters that fold into the same one, each as a range of its own. */
type Cases = readonly (readonly [number, number])[]

/** What has another case; few do, and to fold each character there is takes a third of a second. */
const CASED = /\p{Changes_When_Casemapped}/u

const ASCII_CASES: readonly Cases[] = casesWithin([
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0x17f, 0x17f],
  [0x212a, 0x212a],
])

/** No character behind this has another case. */
const CASED_MAX = 0x1ffff
let all_cases: readonly Cases[] | undefined

/** Made when it is first needed: it takes some milliseconds. */
function casesOfAll(): readonly Cases[] {
  all_cases ??= casesWithin([[0, CASED_MAX]])
  return all_cases
}

function casesWithin(ranges: readonly (readonly [number, number])[]): readonly Cases[] {
  const by_folded = new Map<string, [number, number][]>()
  for (const [first, last] of ranges)
    for (let code_point = first; code_point <= last; code_point++) {
      const char = String.fromCodePoint(code_point)
      if (!CASED.test(char)) continue
      const folded = fold(char)
      const same = by_folded.get(folded)
      if (same) same.push([code_point, code_point])
      else by_folded.set(folded, [[code_point, code_point]])
    }
  return [...by_folded.values()].filter(({ length }) => length > 1)
}
