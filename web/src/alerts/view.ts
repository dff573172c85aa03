/** What the alert screen shows, as the address bar has it. Pure, so that the present is an argument. */
import type { AlertFilter } from '../../../src/schema/http.ts'
import type { Level } from '../../../src/schema/level.ts'
import { LEVELS_WORST_FIRST } from '../ui/level-order.ts'

export const PRESETS = [
  { key: '15m', label: 'Last 15 minutes', ms: 15 * 60_000 },
  { key: '1h', label: 'Last hour', ms: 3_600_000 },
  { key: '24h', label: 'Last 24 hours', ms: 24 * 3_600_000 },
  { key: '7d', label: 'Last 7 days', ms: 7 * 24 * 3_600_000 },
] as const

export type Preset = (typeof PRESETS)[number]
const DEFAULT_PRESET: Preset = PRESETS[2]

/** A span that moves with the present, or one that stands still. */
export type Range = { preset: Preset } | { from: string; to: string }

export const GROUPS = ['rule', 'entity', 'host', 'source'] as const
export type Group = (typeof GROUPS)[number]

/** The keys that hold lists of alternatives; their names are the API's. */
export const FACETS = ['level', 'rule', 'host', 'source', 'entity', 'tag'] as const
export type Facet = (typeof FACETS)[number]
export type Filter = { text: string } & { [key in Exclude<Facet, 'level'>]: string[] } & { level: Level[] }

export interface View {
  filter: Filter
  range: Range
  time: AlertFilter['time']
  group: Group | null
  /** The alert in the panel, and the panel's tab. */
  open: string | null
  tab: string
}

const isTime = (text: string | null): text is string => text !== null && !Number.isNaN(Date.parse(text))

export function viewOf(params: URLSearchParams): View {
  const levels = params.getAll('level')
  const from = params.get('from')
  const to = params.get('to')
  const fixed = isTime(from) && isTime(to) && Date.parse(from) < Date.parse(to)
  return {
    filter: {
      text: params.get('text')?.slice(0, 200) ?? '',
      level: LEVELS_WORST_FIRST.filter(level => levels.includes(level)),
      rule: params.getAll('rule'),
      host: params.getAll('host'),
      source: params.getAll('source'),
      entity: params.getAll('entity'),
      tag: params.getAll('tag'),
    },
    range: fixed
      ? { from, to }
      : { preset: PRESETS.find(({ key }) => key === params.get('range')) ?? DEFAULT_PRESET },
    time: params.get('time') === 'event' ? 'event' : 'detected',
    group: GROUPS.find(name => name === params.get('group')) ?? null,
    open: params.get('open'),
    tab: params.get('tab') ?? 'overview',
  }
}

/** The range's ends; one that moves has no end, so that what comes next belongs to it. */
export function boundsOf(range: Range, now_ms: number): { from: string; to: string | null } {
  if ('from' in range) return range
  return { from: new Date(now_ms - range.preset.ms).toISOString(), to: null }
}

/** The filter without the range, as the API takes it. */
export function filterParams(filter: Filter): URLSearchParams {
  const params = new URLSearchParams()
  if (filter.text.trim() !== '') params.set('text', filter.text.trim())
  for (const facet of FACETS) for (const value of filter[facet]) params.append(facet, value)
  return params
}

export const isFiltered = (filter: Filter): boolean => filterParams(filter).size > 0

/** A facet's values with `value` added, or taken away if it was among them. */
export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter(other => other !== value) : [...values, value]
}
