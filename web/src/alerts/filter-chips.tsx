import { IconX } from '@tabler/icons-react'
import type { Stats } from '../../../src/schema/http.ts'
import { setParams } from '../frame/router.ts'
import { LEVEL_WORDS } from '../ui/level-order.ts'
import { visible } from '../ui/visible.ts'
import { tagLabel } from './attack.ts'
import { FACETS, type Facet, type Filter } from './view.ts'
import './filter-chips.css'

/** Rules are filtered by id; their titles come with the counts, or with any alert on the page. */
export type RuleTitles = ReadonlyMap<string, string>

export function titlesOf(
  stats: Stats | undefined,
  rows: readonly { rule_id: string; rule_title: string }[],
): RuleTitles {
  const titles = new Map(rows.map(row => [row.rule_id, row.rule_title]))
  for (const { value, label } of stats?.by_rule ?? []) titles.set(value, label)
  return titles
}

function labelOf(facet: Facet, value: string, titles: RuleTitles): string {
  if (facet === 'rule') return visible(titles.get(value) ?? value)
  if (facet === 'tag') return tagLabel(value)
  if (facet === 'entity') return visible(value.replace(':', ' '))
  const level = Object.entries(LEVEL_WORDS).find(([name]) => facet === 'level' && name === value)
  return level ? level[1] : visible(value) || '(none)'
}

interface ChipProps {
  name: string
  label: string
  onRemove: () => void
}

function Chip({ name, label, onRemove }: ChipProps) {
  return (
    <button
      type="button"
      className="plain-button chip"
      title={`${name}: ${label}. Remove`}
      onClick={onRemove}
    >
      <span className="dim">{name}</span>
      <span className="ellipsis">{label}</span>
      <IconX size={12} aria-label="Remove" />
    </button>
  )
}

/** What the list is narrowed to, each part removable. */
export function FilterChips({ filter, titles }: { filter: Filter; titles: RuleTitles }) {
  const chips = FACETS.flatMap(facet => filter[facet].map(value => ({ facet, value })))
  if (chips.length === 0 && filter.text === '') return null
  const clear = { text: null, ...Object.fromEntries(FACETS.map(facet => [facet, null])) }
  return (
    <fieldset className="chips">
      <legend className="visually-hidden">Filters</legend>
      {filter.text && (
        <Chip name="text" label={visible(filter.text)} onRemove={() => setParams({ text: null })} />
      )}
      {chips.map(({ facet, value }) => (
        <Chip
          key={`${facet}:${value}`}
          name={facet}
          label={labelOf(facet, value, titles)}
          onRemove={() => setParams({ [facet]: filter[facet].filter(other => other !== value) })}
        />
      ))}
      <button type="button" className="plain-button chips__clear" onClick={() => setParams(clear)}>
        Clear all
      </button>
    </fieldset>
  )
}
