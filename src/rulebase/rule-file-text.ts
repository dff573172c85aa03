/** UTF-16 as editors of Windows save it, told by its byte order mark. */
const UTF_16: readonly (readonly [first: number, second: number, encoding: string])[] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
]

/** The text of a rule file: UTF-8, in which bytes that are none become U+FFFD, or UTF-16 with a byte order mark. */
export function ruleFileText(bytes: Uint8Array): string {
  const marked = UTF_16.find(([first, second]) => bytes[0] === first && bytes[1] === second)
  return new TextDecoder(marked?.[2] ?? 'utf-8').decode(bytes)
}
