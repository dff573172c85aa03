import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Stats } from '../../../src/schema/http.ts'
import { Failed } from '../ui/states.tsx'
import { HistogramChart } from './histogram.tsx'
import { LevelCounters } from './level-counters.tsx'
import { useStats } from './use-stats.ts'
import type { View } from './view.ts'

interface OverviewProps {
  stats: UseQueryResult<Stats>
  view: View
}

/** Counters and histogram over the range. */
export function Overview({ stats, view }: OverviewProps) {
  // What a level filter leaves out is still counted: the worst must not go unseen.
  const counted = useStats({ ...view, filter: { ...view.filter, level: [] } })
  return (
    <div className="alerts__overview">
      <LevelCounters
        counts={counted.data?.by_level ?? null}
        failed={counted.isError}
        chosen={view.filter.level}
      />
      <div className="alerts__histogram">
        {stats.data && <HistogramChart histogram={stats.data.histogram} />}
        {!stats.data && stats.isError && (
          <Failed
            what="The alerts could not be counted"
            error={stats.error}
            onRetry={() => stats.refetch()}
          />
        )}
        {!stats.data && !stats.isError && <Skeleton height={84} mb={20} radius={4} />}
      </div>
    </div>
  )
}
