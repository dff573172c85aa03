import { LEVELS } from '../../schema/level.ts'
import type { DetectionRule } from '../../sigma/index.ts'
import type { RuleMatch } from '../alert.ts'
import type { LineMatch, LineMatcher } from '../line-matcher.ts'
import type { ScanBlock } from './block.ts'
import type { Collected, Collector } from './collect.ts'
import type { CorrelationLeftOut, SignalCollector } from './collect-signals.ts'
import { evtxLines } from './evtx-lines.ts'
import type { BlockPlace } from './record-places.ts'
import type { SignalColumns } from './signal-columns.ts'

/** What came of a block, in a form that one thread can send to another. */
export interface BlockResult extends BlockPlace {
  readonly events: number
  readonly unparsed: number
  /** The number of the first record that could not be parsed; null if there is none. */
  readonly first_unparsed: number | null
  readonly without_logsource: number
  readonly matches: number
  /** The highest level that matched, by its place in LEVELS; -1 if nothing did. */
  readonly worst: number
  readonly collected: Collected
  /** What correlations are to know of it. */
  readonly signals: SignalColumns
  /** Matches that correlations could not take. */
  readonly left_out: readonly CorrelationLeftOut[]
  /** Rules that whoever matched it does not try any more, from this block or from one before. */
  readonly quarantined: readonly Pick<DetectionRule, 'file' | 'line' | 'title'>[]
  /** What the tables over the rules take of whoever matched it. */
  readonly table_bytes: number
}

/** What becomes of the matches of a block. */
export interface BlockCollectors {
  readonly matches: Collector
  readonly signals: SignalCollector
  /** Whether a match is told of by itself. */
  tells(rule: RuleMatch['rule']): boolean
}

/** Matches one block. */
export function scanBlock(block: ScanBlock, matcher: LineMatcher, collectors: BlockCollectors): BlockResult {
  const { file, first_line, first_record, kind } = block
  const batch = kind === 'evtx' ? evtxLines(block.batch) : block.batch
  let matches_sum = 0
  let worst = -1
  const tell = (rule: DetectionRule, count: number) => {
    matches_sum += count
    worst = Math.max(worst, LEVELS.indexOf(rule.level))
  }
  const tellsOne = (matches: readonly LineMatch[]) => {
    for (let at = 0; at < matches.length; at++) {
      const match = matches[at]
      if (match && collectors.tells(match.rule)) return true
    }
    return false
  }
  const { events, unparsed, first_unparsed, without_logsource } = matcher.match(
    batch,
    (line, event, matches) => {
      collectors.signals.add(first_record + line, event, matches, batch.written_ms)
      if (!tellsOne(matches)) return
      const told = matches.filter(({ rule }) => collectors.tells(rule))
      for (const { rule } of told) tell(rule, 1)
      collectors.matches.add({ file, line: first_line + line, event, matches: told })
    },
    collectors.matches.writing?.(file, first_line, tell),
  )
  return {
    file,
    first_line,
    first_record,
    events,
    unparsed,
    first_unparsed: first_unparsed === -1 ? null : first_line + first_unparsed,
    without_logsource,
    matches: matches_sum,
    worst,
    collected: collectors.matches.take(),
    signals: collectors.signals.take(),
    left_out: collectors.signals.takeLeftOut(),
    quarantined: matcher.quarantined.map(({ file, line, title }) => ({ file, line, title })),
    table_bytes: matcher.tableBytes(),
  }
}
