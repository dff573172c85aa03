import type { Correlation } from '../correlation.ts'
import { type CorrelatorOptions, createCorrelator, DEFAULT_OPTIONS } from '../correlator.ts'
import { createFold, type FoldOutput } from '../fold.ts'
import type { GroupState } from '../group-state.ts'
import { planCorrelations } from '../plan.ts'
import type { StoryReport } from '../report.ts'
import { createRouter } from '../router.ts'
import { applyChange } from './runs.ts'

/** Given correlations, when rules match, then there are stories. Times are in seconds, timespans too. */

export type TestCorrelation = Partial<Correlation> & { readonly type: Correlation['type'] }
export type TestCondition = Partial<Correlation['condition']>

export function correlation(
  id: string,
  { condition, ...parts }: Omit<TestCorrelation, 'condition'> & { condition?: TestCondition },
): Correlation {
  return {
    id,
    name: null,
    rules: ['a'],
    group_by: ['user'],
    timespan_ms: 10_000,
    aliases: new Map(),
    generate: false,
    ...parts,
    condition: { limits: [], fields: [], percentile: null, expression: null, ...condition },
  }
}

export type TestMatch = readonly [at_s: number, rule: string, fields?: Readonly<Record<string, unknown>>]

export interface Given {
  readonly reports: StoryReport[]
  /** The last word on every story that is none of another. */
  readonly stories: StoryReport[]
  /** What is stored. */
  readonly states: ReadonlyMap<string, GroupState>
  readonly correlator: ReturnType<typeof createCorrelator>
  readonly router: ReturnType<typeof createRouter>
  /** Rules match, in this order; then nothing older than `watermark_s` is expected any more. */
  when(matches: readonly TestMatch[], watermark_s?: number): Given
}

export function given(correlations: readonly Correlation[], options: Partial<CorrelatorOptions> = {}): Given {
  const rules = ['a', 'b', 'c', 'd'].map(name => ({ id: `id-${name}`, name }))
  const plans = planCorrelations(correlations, rules)
  if (plans.problems.length > 0) throw new Error(plans.problems.map(({ reason }) => reason).join())
  const router = createRouter(plans)
  const correlator = createCorrelator(plans, { ...DEFAULT_OPTIONS, ...options })
  const fold = createFold(correlator, plans)
  const reports: StoryReport[] = []
  const states = new Map<string, GroupState>()
  const take = ({ stories, changes }: FoldOutput) => {
    reports.push(...stories)
    for (const change of changes) applyChange(states, change)
  }
  let matched = 0
  const state: Given = {
    reports,
    states,
    correlator,
    router,
    get stories() {
      const latest = new Map(reports.map(report => [report.identity, report]))
      return [...latest.values()].filter(report => report.state !== 'merged')
    },
    when(matches, watermark_s = -Infinity) {
      for (const [at_s, rule, fields = {}] of matches) {
        const known: Readonly<Record<string, unknown>> = { user: 'anna', ...fields }
        const signals = router.signalsOf({
          rule: `id-${rule}`,
          event_id: `${rule}${matched++}`,
          time_ms: at_s * 1000,
          field: name => known[name],
        })
        take(fold(signals, -Infinity))
      }
      take(fold([], watermark_s * 1000))
      return state
    },
  }
  return state
}

/** What most tests look at: where a story begins and ends, and how much is in it. */
export const brief = ({ first_ms, last_ms, count }: StoryReport) => [first_ms / 1000, last_ms / 1000, count]
