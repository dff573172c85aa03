const WRITTEN_LENGTH_MAX = 1024

/** A value as people see it, behind its modifiers. */
export function writtenValue(modifiers: string, text: string): string {
  const written = modifiers + text
  return written.length > WRITTEN_LENGTH_MAX ? written.slice(0, WRITTEN_LENGTH_MAX) : written
}
