import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Stats } from '../../../src/schema/http.ts'
import type { Level } from '../../../src/schema/level.ts'
import { Failed } from '../ui/states.tsx'
import { HistogramChart } from './histogram.tsx'
import { LevelCounters } from './level-counters.tsx'

interface OverviewProps {
  stats: UseQueryResult<Stats>
  levels: readonly Level[]
}

/** Counters and histogram over the range. */
export function Overview({ stats, levels }: OverviewProps) {
  return (
    <div className="alerts__overview">
      <LevelCounters counts={stats.data?.by_level ?? null} chosen={levels} />
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
