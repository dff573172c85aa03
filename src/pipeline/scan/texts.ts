import type { FoundRecords } from './block.ts'

/** The same records with other texts; an empty one stays in its place and counts for nothing. */
export function withTexts(
  { bytes, bounds, count }: FoundRecords,
  textOf: (text: string) => string,
): FoundRecords {
  const read = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts: Buffer[] = []
  const new_bounds = new Int32Array(2 * count)
  let at = 0
  for (let number = 0; number < count; number++) {
    const text = Buffer.from(textOf(read.toString('utf8', bounds[2 * number], bounds[2 * number + 1])))
    texts.push(text)
    new_bounds[2 * number] = at
    at += text.length
    new_bounds[2 * number + 1] = at
  }
  // Memory of its own, which can go to another thread.
  const all = Buffer.allocUnsafeSlow(at)
  let end = 0
  for (const text of texts) end += text.copy(all, end)
  return { bytes: all, bounds: new_bounds, count }
}
