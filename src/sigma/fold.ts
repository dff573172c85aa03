const NOT_ASCII = /[^\x00-\x7f]/
/** What may have another form: capitals of ASCII in a row, or one code point beyond it. */
const UNFOLDED = /[A-Z]+|[^\x00-\x7f]/gu
const FIRST_BEYOND_ASCII = 0x80

export function isAscii(text: string): boolean {
  if (text.length > SHORT) return !NOT_ASCII.test(text)
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= FIRST_BEYOND_ASCII) return false
  return true
}

/** To begin a search by a regular expression takes as long as to look at so many characters. */
const SHORT = 40

/**
 * Case folding: what makes two texts equal where case does not matter. Each code point is folded by itself
 * (Unicode's simple case folding), because `toLowerCase` of a whole text depends on context (the Greek final sigma)
 * and can change its length (İ), and then a part of a folded text is not the folded part.
 */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text.replace(UNFOLDED, part =>
    part.charCodeAt(0) < FIRST_BEYOND_ASCII ? part.toLowerCase() : foldCodePoint(part),
  )
}

function foldCodePoint(char: string): string {
  // The dotless ı has I as its upper case, but is not the same letter as i.
  if (char === 'ı') return char
  const upper = char.toUpperCase()
  const base = isOneCodePoint(upper) ? upper : char
  const lower = base.toLowerCase()
  return isOneCodePoint(lower) ? lower : base
}

function isOneCodePoint(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0) !== text.charCodeAt(0))
}

/** The characters that start an option on a Windows command line (modifier `windash`), folded into the first. */
export const DASHES = ['-', '/', '–', '—', '―'] as const

const OTHER_DASHES = /[/–—―]/g

export function foldDashes(text: string): string {
  return text.replace(OTHER_DASHES, '-')
}
