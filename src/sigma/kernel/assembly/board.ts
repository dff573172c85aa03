import { CONFIG, HITS, RECORD_HITS, RECORD_STAMPS, STAMP_BYTES, STAMP_TOKEN, STAMPS } from '../layout.ts'

/**
 * Which facts hold of what is at hand: a line, or one value. Nothing is cleared for the next one: a fact holds if it
 * bears the number of the present generation. There are two boards, of which one is used at a time: that of the line,
 * and one on which the facts about a value are recorded.
 */
export let generation: u32 = 0
export let stamps: usize = 0
export let hits: usize = 0
export let hit_count: u32 = 0
/** The token whose value is looked at; 0 if it is none. */
let token: u32 = 0

/** Counts for both boards, so that a number never stands for two generations. */
export let last_generation: u32 = 0

let line_generation: u32 = 0
let line_hit_count: u32 = 0

export function startLine(): void {
  generation = ++last_generation
  stamps = load<u32>(CONFIG, STAMPS)
  hits = load<u32>(CONFIG, HITS)
  hit_count = 0
}

/** What is hit next is so of the value of this token. */
export function lookAt(address: usize): void {
  token = <u32>address
}

export function hit(fact: u32): void {
  const place = stamps + fact * STAMP_BYTES
  if (load<u32>(place) === generation) return
  store<u32>(place, generation)
  store<u32>(place, token, STAMP_TOKEN)
  store<u32>(hits + hit_count * 4, fact)
  hit_count++
}

export function isStamped(fact: u32): bool {
  return load<u32>(stamps + fact * STAMP_BYTES) === generation
}

/** The token of whose value a fact was found first; 0 if it was of none. */
export function tokenOf(fact: u32): usize {
  return load<u32>(stamps + fact * STAMP_BYTES, STAMP_TOKEN)
}

export function stamp(fact: u32): void {
  store<u32>(stamps + fact * STAMP_BYTES, generation)
}

/** From here on facts are recorded. */
export function startRecording(): void {
  line_generation = generation
  line_hit_count = hit_count
  generation = ++last_generation
  stamps = load<u32>(CONFIG, RECORD_STAMPS)
  hits = load<u32>(CONFIG, RECORD_HITS)
  hit_count = 0
}

/** Back to the line: how many facts were recorded. They stand at RECORD_HITS. */
export function endRecording(): u32 {
  const recorded = hit_count
  generation = line_generation
  stamps = load<u32>(CONFIG, STAMPS)
  hits = load<u32>(CONFIG, HITS)
  hit_count = line_hit_count
  return recorded
}
