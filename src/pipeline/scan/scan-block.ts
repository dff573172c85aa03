import { LEVELS } from '../../schema/level.ts'
import type { LineMatcher } from '../line-matcher.ts'
import type { ScanBlock } from './block.ts'
import type { Collected, Collector } from './collect.ts'

/** What came of a block, in a form that one thread can send to another. */
export interface BlockResult {
  readonly file: string
  readonly events: number
  readonly unparsed: number
  /** The number of the first record that could not be parsed; null if there is none. */
  readonly first_unparsed: number | null
  readonly without_logsource: number
  readonly matches: number
  /** The highest level that matched, by its place in LEVELS; -1 if nothing did. */
  readonly worst: number
  readonly collected: Collected
}

/** Matches one block. */
export function scanBlock(block: ScanBlock, matcher: LineMatcher, collector: Collector): BlockResult {
  const { file, first_line, batch } = block
  let matches_sum = 0
  let worst = -1
  const { events, unparsed, first_unparsed, without_logsource } = matcher.match(
    batch,
    (line, event, matches) => {
      matches_sum += matches.length
      for (const { rule } of matches) worst = Math.max(worst, LEVELS.indexOf(rule.level))
      collector.add(file, first_line + line, event, matches)
    },
  )
  return {
    file,
    events,
    unparsed,
    first_unparsed: first_unparsed === -1 ? null : first_line + first_unparsed,
    without_logsource,
    matches: matches_sum,
    worst,
    collected: collector.take(),
  }
}
