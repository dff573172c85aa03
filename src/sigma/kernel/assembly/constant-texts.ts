import { CONFIG, CONSTANT_TEXT_BYTES, CONSTANT_TEXTS, LINE_DECISION } from '../layout.ts'

/** What a constant is at whose place no text stands that could be written. */
export const NO_TEXT: usize = 1

/**
 * The entry of a field that is the same for all lines like this one: its number, and where its text stands as a JSON
 * string; NO_TEXT if there is none; 0 if the field is not the same for all.
 */
export function constantTextOf(field: u32): usize {
  const list: usize = load<u32>(load<u32>(CONFIG, LINE_DECISION), CONSTANT_TEXTS)
  const end = list + 4 + load<u32>(list) * CONSTANT_TEXT_BYTES
  for (let at = list + 4; at < end; at += CONSTANT_TEXT_BYTES) {
    if (load<u32>(at) === field) return load<u32>(at, 4) === 0 ? NO_TEXT : at
  }
  return 0
}
