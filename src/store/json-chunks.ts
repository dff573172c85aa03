const CHUNK_ROWS = 1000
const CHUNK_CHARACTERS = 8 * 1024 * 1024

/** Joins rows to JSON arrays of a bounded length; a row that is longer than the bound goes alone. */
export function* chunks(rows: readonly string[]): Generator<string> {
  let chunk: string[] = []
  let characters = 0
  for (const row of rows) {
    if (chunk.length === CHUNK_ROWS || (chunk.length > 0 && characters + row.length > CHUNK_CHARACTERS)) {
      yield `[${chunk.join()}]`
      chunk = []
      characters = 0
    }
    chunk.push(row)
    characters += row.length
  }
  if (chunk.length > 0) yield `[${chunk.join()}]`
}
