import type { CorrelationStatus, CorrelationsStatus } from '../schema/status.ts'
import type { Correlations } from './correlations.ts'
import type { CorrelatorPartition } from './correlator-partition.ts'
import type { SignalFeed } from './signal-feed.ts'

/** Correlations that a status carries. */
const SHOWN_MAX = 200

/** What a process knows of its correlations: as a detector by its feed, as a correlator by its partitions. */
export function correlationsStatus(
  { plans, router, headers }: Correlations,
  partitions: readonly CorrelatorPartition[],
  feed: Pick<SignalFeed, 'ahead'> | null,
): CorrelationsStatus {
  const of_partitions = (id: string) =>
    partitions.flatMap(({ correlator }) => {
      const counts = correlator.counts.get(id)
      return counts ? [{ ...counts, groups: correlator.groupsOf(id) }] : []
    })
  const correlations = [...plans.by_id.keys()].slice(0, SHOWN_MAX).map((id): CorrelationStatus => {
    const counts = of_partitions(id)
    const sum = (name: keyof (typeof counts)[number]) => counts.reduce((total, one) => total + one[name], 0)
    const left_out = feed === null ? undefined : router.left_out.get(id)
    return {
      id,
      title: headers.get(id)?.title ?? id,
      groups: sum('groups'),
      taken: sum('taken'),
      repeated: sum('repeated'),
      late: sum('late'),
      refused: sum('group_full') + sum('groups_full'),
      without_group: left_out?.without_group ?? 0,
      without_value: (left_out?.without_value ?? 0) + (left_out?.not_a_number ?? 0),
    }
  })
  const left_out = (name: 'ahead' | 'unknown') =>
    partitions.reduce((total, partition) => total + partition.left_out[name], 0)
  return {
    correlations,
    ahead: left_out('ahead') + (feed?.ahead ?? 0),
    unknown: left_out('unknown'),
    behind: [...new Set(partitions.flatMap(({ clock }) => clock.behind))].toSorted(),
  }
}
