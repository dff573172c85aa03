/** The items of a list as flags and variables write it: separated by commas, and the flag may be repeated. */
export function itemsOf(texts: readonly string[]): string[] {
  return texts.flatMap(text => text.split(',').map(part => part.trim())).filter(part => part !== '')
}
