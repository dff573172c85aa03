import { CONFIG, OUTPUT_AT, OUTPUT_END } from '../layout.ts'

/** Where the next byte is written. */
export let out: usize = 0
/** Whether something was not written because there was no room for it. */
export let is_full: bool = false
let room_end: usize = 0

export function beginOutput(): void {
  out = load<u32>(CONFIG, OUTPUT_AT)
  room_end = load<u32>(CONFIG, OUTPUT_END)
  is_full = false
}

/** What was written since the beginning stays. */
export function keepOutput(): void {
  store<u32>(CONFIG, <u32>out, OUTPUT_AT)
}

/** What was written behind this place is as if it had never been. */
export function backTo(place: usize): void {
  out = place
}

/** In blocks: behind the room's end there is room for one more. False if there is no room. */
export function put(from: usize, length: u32): bool {
  if (<usize>length > room_end - out) {
    is_full = true
    return false
  }
  for (let at: u32 = 0; at < length; at += 16) v128.store(out + at, v128.load(from + at))
  out += length
  return true
}

export function putByte(byte: u32): bool {
  if (out === room_end) {
    is_full = true
    return false
  }
  store<u8>(out, byte)
  out++
  return true
}

const digits = memory.data(16, 16)

export function putDecimal(value: u32): bool {
  let at = digits + 16
  do {
    at--
    store<u8>(at, 0x30 + (value % 10))
    value /= 10
  } while (value > 0)
  return put(at, <u32>(digits + 16 - at))
}
