import { Skeleton } from '@mantine/core'
import type { Count, Stats } from '../../../src/schema/http.ts'
import type { Level } from '../../../src/schema/level.ts'
import { setParams } from '../frame/router.ts'
import { compact, count } from '../ui/format.ts'
import { LevelIcon } from '../ui/level.tsx'
import { visible } from '../ui/visible.ts'
import { type Filter, type Group, toggled } from './view.ts'
import './facets.css'

export const FACET_TITLES: Record<Group, string> = {
  rule: 'Rules',
  entity: 'Entities',
  host: 'Hosts',
  source: 'Sources',
}

type Row = Count & { level?: Level }

/** The counts of a facet within the statistics. */
export function countsOf(stats: Stats, facet: Group): readonly Row[] {
  return stats[`by_${facet}`]
}

interface FacetProps {
  facet: Group
  rows: readonly Row[] | null
  failed: boolean
  chosen: readonly string[]
}

/** `type:value`, of which the value is what people look for. */
export function EntityName({ entity }: { entity: string }) {
  const colon = entity.indexOf(':')
  return (
    <>
      <span className="dim">{entity.slice(0, colon)}</span> {entity.slice(colon + 1)}
    </>
  )
}

function FacetRow({
  facet,
  row,
  most,
  chosen,
}: {
  facet: Group
  row: Row
  most: number
  chosen: readonly string[]
}) {
  const label = visible(row.label) || '(none)'
  return (
    <button
      type="button"
      className="plain-button facet__row"
      aria-pressed={chosen.includes(row.value)}
      title={`${label}: ${count(row.count)}`}
      onClick={() => setParams({ [facet]: toggled(chosen, row.value) })}
    >
      <span className="facet__bar" style={{ transform: `scaleX(${row.count / most})` }} />
      {row.level && <LevelIcon level={row.level} size={10} />}
      <span className="facet__label ellipsis">
        {facet === 'entity' ? <EntityName entity={visible(row.value)} /> : label}
      </span>
      <span className="facet__count">{compact(row.count)}</span>
    </button>
  )
}

function Facet({ facet, rows, failed, chosen }: FacetProps) {
  const most = Math.max(1, ...(rows ?? []).map(row => row.count))
  return (
    <section className="facet" aria-label={`Top ${FACET_TITLES[facet].toLowerCase()}`}>
      <h2 className="facet__title">{FACET_TITLES[facet]}</h2>
      {rows === null && failed && <p className="facet__none">Not counted</p>}
      {rows === null &&
        !failed &&
        [82, 64, 71, 48].map(width => <Skeleton key={width} height={12} width={`${width}%`} my={7} ml={8} />)}
      {rows?.length === 0 && <p className="facet__none">None in this range</p>}
      {rows?.map(row => (
        <FacetRow key={row.value} facet={facet} row={row} most={most} chosen={chosen} />
      ))}
    </section>
  )
}

interface FacetsProps {
  stats: Stats | null
  failed: boolean
  filter: Filter
}

/** The most frequent rules, entities, hosts and sources of what is shown; a click filters by one. */
export function Facets({ stats, failed, filter }: FacetsProps) {
  const facets: readonly Group[] = ['rule', 'entity', 'host', 'source']
  return (
    <>
      {facets.map(facet => (
        <Facet
          key={facet}
          facet={facet}
          rows={stats && countsOf(stats, facet)}
          failed={failed}
          chosen={filter[facet]}
        />
      ))}
    </>
  )
}
