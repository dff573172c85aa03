import { readFileSync } from 'node:fs'

/** UTF-16 as editors of Windows save it, told by its byte order mark. */
const UTF_16: readonly (readonly [first: number, second: number, encoding: string])[] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
]

/**
 * The text of a rule file: UTF-8, in which bytes that are none become U+FFFD, or UTF-16 with a byte order mark. Throws
 * what the system says.
 */
export function readRuleFile(path: string): string {
  // In one step of the system's, which is twice as fast as to read bytes and to decode them.
  const text = readFileSync(path, 'utf8')
  // A byte order mark of UTF-16 is no UTF-8: only such a text begins like this, or one that is broken.
  if (!text.startsWith('\ufffd\ufffd')) return text.startsWith('\ufeff') ? text.slice(1) : text
  const bytes = readFileSync(path)
  const marked = UTF_16.find(([first, second]) => bytes[0] === first && bytes[1] === second)
  return new TextDecoder(marked?.[2] ?? 'utf-8').decode(bytes)
}
