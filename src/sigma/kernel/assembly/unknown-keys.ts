import {
  CONFIG,
  TOKEN_BYTES,
  TOKEN_KEY,
  TOKEN_KEY_LENGTH,
  TOKEN_MAP,
  TOKEN_NODE,
  TOKENS,
  UNKNOWN,
  UNKNOWN_KEYS,
  UNKNOWN_SLOT_BYTES,
  UNKNOWN_SLOTS,
} from '../layout.ts'
import { equal, hashBytes } from './bytes.ts'
import { token_count } from './record.ts'

/** Slots of other searches are free, so that nothing has to be cleared. */
let search: u32 = 0

/**
 * Whether an unknown key stands twice in one map, so that what stands under it first is not in the record; or, so that
 * the time is bounded, whether there are too many to tell.
 */
export function hasDuplicates(): bool {
  const slots: usize = load<u32>(CONFIG, UNKNOWN_KEYS)
  search++
  const mask: u32 = UNKNOWN_SLOTS - 1
  let unknown: u32 = 0
  let token: usize = load<u32>(CONFIG, TOKENS)
  for (let index: u32 = 0; index < token_count; index++, token += TOKEN_BYTES) {
    const length = load<i32>(token, TOKEN_KEY_LENGTH)
    if (length < 0 || load<u32>(token, TOKEN_NODE) !== UNKNOWN) continue
    if (++unknown > <u32>(UNKNOWN_SLOTS / 2)) return true
    const map = load<u32>(token, TOKEN_MAP)
    const key: usize = load<u32>(token, TOKEN_KEY)
    for (let at = hashBytes(key, length, map) & mask; ; at = (at + 1) & mask) {
      const slot = slots + at * UNKNOWN_SLOT_BYTES
      if (load<u32>(slot) !== search) {
        store<u32>(slot, search)
        store<u32>(slot, <u32>token, 4)
        break
      }
      const other: usize = load<u32>(slot, 4)
      if (
        load<u32>(other, TOKEN_MAP) === map &&
        load<i32>(other, TOKEN_KEY_LENGTH) === length &&
        equal(load<u32>(other, TOKEN_KEY), key, length)
      )
        return true
    }
  }
  return false
}
