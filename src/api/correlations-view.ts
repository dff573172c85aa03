import type { CorrelationStatus, CorrelationsStatus } from '../schema/status.ts'

/** What several processes tell, added up. */
export function addStatuses(statuses: readonly CorrelationsStatus[]): CorrelationsStatus {
  const by_id = new Map<string, CorrelationStatus>()
  for (const row of statuses.flatMap(({ correlations }) => correlations)) {
    const before = by_id.get(row.id)
    by_id.set(row.id, before ? added(before, row) : row)
  }
  return {
    correlations: [...by_id.values()],
    ahead: statuses.reduce((sum, { ahead }) => sum + ahead, 0),
    unknown: statuses.reduce((sum, { unknown }) => sum + unknown, 0),
    behind: [...new Set(statuses.flatMap(({ behind }) => behind))].toSorted(),
  }
}

function added(left: CorrelationStatus, right: CorrelationStatus): CorrelationStatus {
  return {
    id: left.id,
    title: left.title,
    groups: left.groups + right.groups,
    taken: left.taken + right.taken,
    repeated: left.repeated + right.repeated,
    late: left.late + right.late,
    refused: left.refused + right.refused,
    without_group: left.without_group + right.without_group,
    without_value: left.without_value + right.without_value,
  }
}
