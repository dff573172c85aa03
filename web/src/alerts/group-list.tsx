import { Skeleton } from '@mantine/core'
import { IconChevronRight, IconStack2 } from '@tabler/icons-react'
import { setParams } from '../frame/router.ts'
import { count } from '../ui/format.ts'
import { LevelBadge } from '../ui/level.tsx'
import { Empty, Failed } from '../ui/states.tsx'
import { visible } from '../ui/visible.ts'
import { countsOf, EntityName, FACET_TITLES } from './facets.tsx'
import { useStats } from './use-stats.ts'
import type { Group, View } from './view.ts'
import './group-list.css'

const GROUPS_MAX = 100

/** The alerts by rule, entity, host or source: each group opens into the list of its alerts. */
export function GroupList({ view, group }: { view: View; group: Group }) {
  const stats = useStats(view, GROUPS_MAX)
  if (stats.isError && !stats.data) {
    return (
      <Failed what="The groups could not be counted" error={stats.error} onRetry={() => stats.refetch()} />
    )
  }
  if (!stats.data) {
    return (
      <div className="groups">
        {[70, 55, 62, 40, 48].map(width => (
          <Skeleton key={width} height={16} width={`${width}%`} m={10} />
        ))}
      </div>
    )
  }
  const rows = countsOf(stats.data, group)
  if (rows.length === 0) {
    return (
      <Empty icon={<IconStack2 size={24} />} title="No alerts to group">
        <p>Choose a longer time range, or take a filter away.</p>
      </Empty>
    )
  }
  const most = Math.max(...rows.map(row => row.count))
  return (
    <ol className="groups" aria-label={`Alerts by ${FACET_TITLES[group].toLowerCase()}`}>
      {rows.map(row => (
        <li key={row.value}>
          <button
            type="button"
            className="plain-button group"
            onClick={() => setParams({ [group]: row.value, group: null })}
          >
            <span className="group__count">{count(row.count)}</span>
            <span className="group__track">
              <span className="group__bar" style={{ transform: `scaleX(${row.count / most})` }} />
            </span>
            {row.level && (
              <span className="group__level">
                <LevelBadge level={row.level} />
              </span>
            )}
            <span className="group__label ellipsis">
              {group === 'entity' ? (
                <EntityName entity={visible(row.value)} />
              ) : (
                visible(row.label) || '(none)'
              )}
            </span>
            <IconChevronRight size={14} />
          </button>
        </li>
      ))}
      {rows.length === GROUPS_MAX && <li className="groups__rest dim">The {GROUPS_MAX} most frequent</li>}
    </ol>
  )
}
