import { createLogsourceTable } from '../../normalize/logsources/logsource-table.ts'
import { type CorrelatedRule, type CorrelatedRules, planRules } from '../../pipeline/correlations.ts'
import { createLineMatcher } from '../../pipeline/line-matcher.ts'
import type { ScanBlock } from '../../pipeline/scan/block.ts'
import type { Collector, ScanFormat } from '../../pipeline/scan/collect.ts'
import { CsvCollector } from '../../pipeline/scan/collect-csv.ts'
import { NdjsonCollector } from '../../pipeline/scan/collect-ndjson.ts'
import { RowCollector } from '../../pipeline/scan/collect-rows.ts'
import { SignalCollector } from '../../pipeline/scan/collect-signals.ts'
import { type BlockCollectors, type BlockResult, scanBlock } from '../../pipeline/scan/scan-block.ts'
import { readKernel } from '../../rulebase/kernel-file.ts'
import { loadRuleFiles } from '../../rulebase/load-rules.ts'
import { LEVELS, type Level } from '../../schema/level.ts'
import type { Logsource, LogsourceEntry } from '../../schema/logsource.ts'
import type { RuleProblem } from '../../schema/status.ts'
import type { DetectionRule } from '../../sigma/index.ts'

/** What is scanned for, and how, in a form that one thread can send to another. */
export interface ScanOrder {
  readonly rules: readonly string[]
  /** The lowest level of rules that are tried, by its place in LEVELS. */
  readonly least_level: number
  readonly format: ScanFormat
  readonly logsource: Logsource
  /** What is configured to tell the logsource of records. */
  readonly logsources: readonly LogsourceEntry[]
  readonly time_field: string | undefined
  readonly is_strict: boolean
}

export interface RulesUsed {
  /** Rules that are tried. */
  readonly tried: number
  /** Those and what was parsed beside them, of every level. */
  readonly loaded: number
  readonly problems: readonly RuleProblem[]
  /** Correlations of the level that is asked for, and the rules beside them; no rules where there is none. */
  readonly correlated: CorrelatedRules
}

/** The rules, ready to match blocks. Every thread that scans has its own. */
export interface Scanner {
  readonly rules: RulesUsed
  scan(block: ScanBlock): BlockResult
}

/** @throws SentinelError FILE_UNREADABLE for rules that are not there */
export async function createScanner(order: ScanOrder): Promise<Scanner> {
  const { set, loaded, problems } = await loadRuleFiles(order.rules)
  const isWanted = ({ level }: { level: Level }) => LEVELS.indexOf(level) >= order.least_level
  const correlations = planRules(set)
  const { router, silenced } = correlations
  const rules = set.rules.filter(rule => isWanted(rule) || router.knows(rule.id))
  const told = new Set(rules.flatMap(rule => (isWanted(rule) && !silenced.has(rule.id) ? rule.id : [])))
  const collectors: BlockCollectors = {
    matches: COLLECTORS[order.format](),
    signals: new SignalCollector(correlations),
    tells: rule => told.has(rule.id),
  }
  const matcher = createLineMatcher(rules, {
    logsource: order.logsource,
    logsources: createLogsourceTable(order.logsources),
    time_field: order.time_field,
    kernel: readKernel(),
    unknown_logsource: order.is_strict ? 'product-less-only' : 'all',
    told: ({ id }) => router.fieldsOf(id),
    // Of what correlations ask for, or what is not told, more has to be done than to write it.
    templateOf: rule =>
      collectors.tells(rule) && !router.knows(rule.id) ? collectors.matches.templateOf?.(rule) : undefined,
  })
  return {
    rules: {
      tried: rules.length,
      loaded: loaded - correlations.problems.length,
      problems: [...problems, ...correlations.problems],
      correlated: {
        correlations: set.correlations,
        rules: set.correlations.length === 0 ? [] : set.rules.map(headerOf),
      },
    },
    scan: block => scanBlock(block, matcher, collectors),
  }
}

function headerOf({ id, name, title, level, tags }: DetectionRule): CorrelatedRule {
  return { id, name, title, level, tags }
}

const COLLECTORS: Readonly<Record<ScanFormat, () => Collector>> = {
  table: () => new RowCollector(),
  ndjson: () => new NdjsonCollector(),
  csv: () => new CsvCollector(),
}
