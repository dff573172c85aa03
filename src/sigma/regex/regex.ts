import { RE2JS, RE2JSException } from 're2js'
import { parseRegex, shortestFit } from './syntax.ts'

/**
 * Regular expressions of rules, matched in time linear in the text: log text is hostile, and a backtracking engine
 * can be held up for hours by one line. The price is that lookaround and back references, which the specification
 * does not offer either, are refused.
 */
export interface Regex {
  readonly source: string
  /** Any of `i`, `m`, `s`, in this order. */
  readonly flags: string
  /** Whether the pattern fits somewhere in `text`; undefined where it takes more work than is allowed to find out. */
  test(text: string): boolean | undefined
}

export const REGEX_FLAGS = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL } as const
export type RegexFlag = keyof typeof REGEX_FLAGS

const SOURCE_LENGTH_MAX = 10_000
/** In instructions: the time for a text is at most its length times this. Nested repeats make small patterns huge. */
const PROGRAM_SIZE_MAX = 2_000

/** In instructions times characters of the text: where a text would take more, it is not tried. */
const WORK_MAX = 2 ** 28

/** The compiled pattern, or the reason why it can not be run. */
export function compileRegex(source: string, flags: ReadonlySet<RegexFlag>): Regex | string {
  if (source.length > SOURCE_LENGTH_MAX)
    return `the regular expression is longer than ${SOURCE_LENGTH_MAX} characters`
  let regex: RE2JS
  try {
    let bits = 0
    for (const flag of flags) bits |= REGEX_FLAGS[flag]
    regex = RE2JS.compile(source, bits)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return reasonOf(source, error.message)
  }
  if (regex.programSize() > PROGRAM_SIZE_MAX)
    return 'the regular expression stands for too large a pattern: its repeats multiply'
  const tree = parseRegex(source)
  // Spares patterns such as `.{1000,}` nearly all texts.
  const length_min = tree ? shortestFit(tree) : 0
  const length_max = WORK_MAX / regex.programSize()
  return {
    source,
    flags: [...flags].sort().join(''),
    test(text) {
      if (text.length < length_min) return false
      return text.length > length_max ? undefined : regex.test(text)
    },
  }
}

function reasonOf(source: string, message: string): string {
  if (/\(\?<?[=!]/.test(source))
    return `the regular expression needs lookaround, which can not be run: ${source}`
  if (/\\[1-9]/.test(source))
    return `the regular expression needs a back reference, which can not be run: ${source}`
  return `no valid regular expression: ${message.replace(/^error parsing regexp: /, '')}`
}
