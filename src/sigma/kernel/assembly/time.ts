import {
  CONFIG,
  KIND_MASK,
  LIST,
  NODE_RANK,
  NOTED,
  NUMBER,
  STRING,
  TIME_TEXT,
  TOKEN_KIND,
  TOKEN_LENGTH,
  TOKEN_NODE,
  TOKEN_START,
} from '../layout.ts'
import { time } from './imports.ts'
import { nodeAt } from './keys.ts'
import { noted_count } from './record.ts'

/** That the time can not be told from what is noted. */
export const NO_TIME: u32 = 0xffffffff

/** Writes the time of the line to TIME_TEXT as JSON, from the best of the noted keys: its length, or NO_TIME. */
export function writeTime(): u32 {
  const notes: usize = load<u32>(CONFIG, NOTED)
  let best: usize = 0
  let best_rank: u32 = 0
  for (let index: u32 = 0; index < noted_count; index++) {
    const token: usize = load<u32>(notes + index * 4)
    const kind = load<u32>(token, TOKEN_KIND) & KIND_MASK
    if (kind === LIST) return NO_TIME
    const rank = load<u32>(nodeAt(load<u32>(token, TOKEN_NODE)), NODE_RANK)
    if (rank === 0 || (kind !== STRING && kind !== NUMBER)) continue
    if (best !== 0 && rank > best_rank) continue
    best = token
    best_rank = rank
  }
  const to: usize = load<u32>(CONFIG, TIME_TEXT)
  if (best === 0) {
    store<u32>(to, NULL_TEXT)
    return 4
  }
  const is_usual =
    load<u32>(best, TOKEN_KIND) === STRING &&
    writeUsual(load<u32>(best, TOKEN_START), load<u32>(best, TOKEN_LENGTH), to)
  return is_usual ? WRITTEN_LENGTH : time()
}

/** `null`, its first letter last. */
const NULL_TEXT: u32 = 0x6c6c756e
/** `"2026-01-02T03:04:05.678Z"` */
const WRITTEN_LENGTH: u32 = 26
const WHOLE_SECONDS_LENGTH: u32 = 19
const FRACTION_LENGTH_MAX: u32 = 12
/** By month, two bits: how many days it has beyond 28. */
const DAYS_BEYOND_28: u32 = 0b11101110111110111011001100

/** A time as most logs write it, `2026-01-02 03:04:05.678` with or without `T` and `Z`; false for any other. */
function writeUsual(from: usize, length: u32, to: usize): bool {
  if (length < WHOLE_SECONDS_LENGTH) return false
  const between = load<u8>(from, 10)
  if (load<u8>(from, 4) !== 0x2d || load<u8>(from, 7) !== 0x2d || (between !== 0x54 && between !== 0x20))
    return false
  if (load<u8>(from, 13) !== 0x3a || load<u8>(from, 16) !== 0x3a) return false
  const century = twoDigits(from)
  const year_of_century = twoDigits(from + 2)
  const year = century * 100 + year_of_century
  const month = twoDigits(from + 5)
  const day = twoDigits(from + 8)
  if (century > 99 || year_of_century > 99 || year < 1970 || month < 1 || month > 12) return false
  if (day < 1 || day > daysOf(year, month)) return false
  if (twoDigits(from + 11) > 23 || twoDigits(from + 14) > 59 || twoDigits(from + 17) > 59) return false
  let at = WHOLE_SECONDS_LENGTH
  store<u32>(to, MILLISECONDS_OF_NONE, 21)
  if (at < length && load<u8>(from + at) === 0x2e) {
    const digits = ++at
    while (at < length && <u32>load<u8>(from + at) - 0x30 < 10) {
      if (at - digits < 3) store<u8>(to + 21 + (at - digits), load<u8>(from + at))
      at++
    }
    if (at === digits || at - digits > FRACTION_LENGTH_MAX) return false
  }
  if (at < length && load<u8>(from + at) === 0x5a) at++
  if (at !== length) return false
  store<u8>(to, 0x22)
  memory.copy(to + 1, from, WHOLE_SECONDS_LENGTH)
  store<u8>(to, 0x54, 11)
  store<u8>(to, 0x2e, 20)
  store<u16>(to, END_OF_TIME, 24)
  return true
}

/** `000`, and what is overwritten. */
const MILLISECONDS_OF_NONE: u32 = 0x00303030
/** `Z"` */
const END_OF_TIME: u32 = 0x225a
const NO_NUMBER: u32 = 1000

function twoDigits(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30
  const ones = <u32>load<u8>(at, 1) - 0x30
  return tens < 10 && ones < 10 ? tens * 10 + ones : NO_NUMBER
}

function daysOf(year: u32, month: u32): u32 {
  const is_leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return 28 + ((DAYS_BEYOND_28 >> (month * 2)) & 3) + <u32>(month === 2 && is_leap)
}
