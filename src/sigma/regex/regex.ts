import { RE2JS, RE2JSException } from 're2js'
import { fold } from '../fold.ts'
import { Backtracker } from './backtracker.ts'
import { LinearMatcher } from './linear-matcher.ts'
import { regexLiterals } from './literals.ts'
import { parseRegex, type RegexFlag } from './parse.ts'
import { compileProgram } from './program.ts'
import { isAnchored, needsBacktracking, type RegexNode, shortestFit } from './syntax.ts'

/**
 * Regular expressions of rules. Log text is hostile, and an ordinary backtracking engine can be held up for hours by
 * one line: so most patterns are run in time linear in the text, and what may take long is bounded and then not decided.
 */
export interface Regex {
  readonly source: string
  /** Any of `i`, `m`, `s`, in this order. */
  readonly flags: string
  /**
   * On each list at least one literal stands in the folded form of every text that the pattern fits; empty if nothing
   * is known.
   */
  literals(): readonly (readonly string[])[]
  /** Whether the pattern fits somewhere in `text`; undefined where it takes more work than is allowed to find out. */
  test(text: string): boolean | undefined
}

const SOURCE_LENGTH_MAX = 10_000
/** In instructions. Nested repeats make small patterns huge. */
const PROGRAM_SIZE_MAX = 2_000

/** In steps, for a text; and so many more for each of its characters, up to the most. Each takes some nanoseconds. */
const BACKTRACKING_STEPS = 1_000_000
const BACKTRACKING_STEPS_PER_CHARACTER = 32
const BACKTRACKING_STEPS_MAX = 50_000_000
/** In places looked at, for a text. */
const LINEAR_WORK_MAX = 30_000_000
/** In instructions times characters of the text, for what RE2JS runs: where a text would take more, it is not tried. */
const RE2JS_WORK_MAX = 10_000_000

/** The compiled pattern, or the reason why it can not be run. */
export function compileRegex(source: string, flags: ReadonlySet<RegexFlag>): Regex | string {
  if (source.length > SOURCE_LENGTH_MAX)
    return `the regular expression is longer than ${SOURCE_LENGTH_MAX} characters`
  const tree = parseRegex(source, flags)
  const test = tree ? compileTree(tree) : compileByRe2(source, flags)
  if (typeof test === 'string') return test
  const literals = () => (tree ? regexLiterals(tree) : [])
  // Spares patterns such as `.{1000,}` nearly all texts.
  const length_min = tree ? shortestFit(tree) : 0
  return {
    source,
    flags: [...flags].sort().join(''),
    literals,
    test(text) {
      if (text.length < length_min) return false
      const fits = test(text)
      // What lacks its literals is decided: the index does not even try it.
      return fits === undefined && !hasOneOfEach(text, literals()) ? false : fits
    },
  }
}

type Test = (text: string) => boolean | undefined

function compileTree(tree: RegexNode): Test | string {
  const backtracks = needsBacktracking(tree)
  const program = compileProgram(tree, backtracks, PROGRAM_SIZE_MAX)
  if (!program) return TOO_LARGE
  const is_anchored = isAnchored(tree)
  if (backtracks) {
    const matcher = new Backtracker(program, is_anchored)
    return text => {
      const steps = BACKTRACKING_STEPS + text.length * BACKTRACKING_STEPS_PER_CHARACTER
      return matcher.test(text, Math.min(steps, BACKTRACKING_STEPS_MAX))
    }
  }
  // Its automaton is made when it is first needed: most rules never come to their regular expressions.
  let matcher: LinearMatcher | undefined
  return text => {
    matcher ??= new LinearMatcher(program, is_anchored)
    return matcher.test(text, LINEAR_WORK_MAX)
  }
}

/** For syntax that is RE2's and not known here. */
function compileByRe2(source: string, flags: ReadonlySet<RegexFlag>): Test | string {
  let regex: RE2JS
  try {
    let bits = 0
    for (const flag of flags) bits |= RE2JS_FLAGS[flag]
    regex = RE2JS.compile(source, bits)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return `no valid regular expression: ${error.message.replace(/^error parsing regexp: /, '')}`
  }
  const size = regex.programSize()
  if (size > PROGRAM_SIZE_MAX) return TOO_LARGE
  return text => (text.length * size > RE2JS_WORK_MAX ? undefined : regex.test(text))
}

const RE2JS_FLAGS = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL } as const

const TOO_LARGE = 'the regular expression stands for too large a pattern: its repeats multiply'

function hasOneOfEach(text: string, needs: readonly (readonly string[])[]): boolean {
  const folded = fold(text)
  return needs.every(literals => literals.some(literal => folded.includes(literal)))
}
