import { messageOf, SentinelError } from '../errors.ts'
import { createLogsourceTable } from '../normalize/logsources/logsource-table.ts'
import { type Correlations, planRules } from '../pipeline/correlations.ts'
import { createRecordMatcher, type RecordMatcher } from '../pipeline/record-matcher.ts'
import { readKernel } from '../rulebase/kernel-file.ts'
import { type LoadedRules, loadRuleFiles } from '../rulebase/load-rules.ts'
import { quarantineProblem } from '../rulebase/quarantine-problem.ts'
import { watchRules } from '../rulebase/watch-rules.ts'
import type { LogRecord } from '../schema/log-record.ts'
import type { RulesStatus } from '../schema/status.ts'
import type { DetectionRule } from '../sigma/index.ts'
import type { ServiceContext } from './context.ts'
import { ruleMetrics } from './rule-metrics.ts'
import { rulePaths } from './rule-paths.ts'

/** The rules in force: those of the configuration or those that come with Log Sentinel, reloaded when they change. */
export interface Rules {
  current(): RecordMatcher & { readonly correlations: Correlations }
  status(): RulesStatus
  /** Looks after the files until `signal` is aborted. */
  watch(signal: AbortSignal): Promise<void>
}

/** Problems that a status carries; the log has all of them. */
const PROBLEMS_SHOWN_MAX = 200

/** @throws SentinelError RULES_INVALID where there is not one usable rule, FILE_UNREADABLE for a path that is not there. */
export async function createRules({ config, clock, logger, registry }: ServiceContext): Promise<Rules> {
  const paths = rulePaths(config.rules)
  const logsources = createLogsourceTable(config.logsources)
  const kernel = readKernel()
  let rules = inForce(await loadRuleFiles(paths))
  const metrics = ruleMetrics(registry, () => rules)
  if (rules.loaded.loaded === 0) {
    throw new SentinelError('RULES_INVALID', {
      where: `--rules ${paths.join(',')}`,
      found: rules.loaded.problems[0] ? describe(rules.loaded.problems[0]) : 'no rule',
      expected: 'at least one Sigma rule in a .yml file',
      remedy: '`log-sentinel rules check PATH` tells more',
    })
  }
  report(rules)

  function inForce(loaded: LoadedRules) {
    const { set } = loaded
    const correlations = planRules(set)
    const matcher = createRecordMatcher({ set, logsources, kernel, onKernelFailure: reportFailure })
    /** The latest rules in quarantine have been told of up to here. */
    let told = 0
    return {
      loaded,
      correlations,
      problems: [...loaded.problems, ...correlations.problems],
      loaded_at: new Date(clock.now()).toISOString(),
      tableBytes: matcher.tableBytes,
      match(record: LogRecord) {
        const matched = matcher.match(record)
        for (; told < set.quarantined.length; told++) reportQuarantined(set.quarantined[told], record)
        return matched
      },
    }
  }

  function reportFailure(error: unknown): void {
    logger.error(
      { problem: messageOf(error) },
      'the matching kernel failed; the record is matched without it',
    )
  }

  function reportQuarantined(rule: DetectionRule | undefined, record: LogRecord): void {
    if (!rule) return
    metrics.undecided.inc()
    logger.error({ ...quarantineProblem(rule), rule: rule.id, record: record.id }, 'rule quarantined')
  }

  function report({ loaded: { loaded }, problems }: ReturnType<typeof inForce>): void {
    for (const problem of problems) logger.warn(problem, 'rule left out')
    logger.info({ loaded, left_out: problems.length }, 'rules loaded')
  }

  return {
    current: () => rules,
    status: () => ({
      loaded: rules.loaded.loaded - rules.correlations.problems.length,
      loaded_at: rules.loaded_at,
      problems: [...rules.loaded.set.quarantined.map(quarantineProblem), ...rules.problems].slice(
        0,
        PROBLEMS_SHOWN_MAX,
      ),
    }),
    watch: signal =>
      watchRules(
        rules.loaded,
        {
          clock,
          logger,
          onChange(loaded) {
            rules = inForce(loaded)
            report(rules)
          },
        },
        signal,
      ),
  }
}

const describe = ({ file, line, reason }: { file: string; line: number | null; reason: string }) =>
  `${file}${line === null ? '' : `:${line}`}: ${reason}`
