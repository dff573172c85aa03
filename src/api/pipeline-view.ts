/** Pure: one picture of the pipeline from what the store, the transport and the services each know of it. */
import type { PartitionProgress, Pipeline, TopicInfo } from '../schema/http.ts'
import type { PartitionStatus, Problem, ServiceStatus } from '../schema/status.ts'
import { LOGS_TOPIC } from '../schema/topics.ts'
import { addStatuses } from './correlations-view.ts'

/** Services tell of themselves once a second; the silence after which one is not listed, or not taken for alive. */
const LISTED_MS = 60_000
const ALIVE_MS = 10_000

export interface PipelineParts {
  now_ms: number
  /** Empty while the database is away. */
  progress: readonly PartitionProgress[]
  /** Empty while the transport is away. */
  topics: readonly TopicInfo[]
  statuses: readonly ServiceStatus[]
  problems: readonly Problem[]
}

export function combinePipeline(parts: PipelineParts): Omit<Pipeline, 'transport' | 'store'> {
  const age = (status: Pick<ServiceStatus, 'at'>) => parts.now_ms - Date.parse(status.at)
  const statuses = parts.statuses
    .filter(status => age(status) <= LISTED_MS)
    // Newest first: where two instances tell of the same thing, the first one met is right.
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
  const alive = statuses.filter(status => age(status) <= ALIVE_MS)
  return {
    at: new Date(parts.now_ms).toISOString(),
    services: statuses
      .map(
        ({
          sources: _sources,
          partitions: _partitions,
          rules: _rules,
          correlations: _correlations,
          ...service
        }) => ({
          ...service,
          alive: age(service) <= ALIVE_MS,
        }),
      )
      .toSorted((a, b) => a.service.localeCompare(b.service) || a.instance.localeCompare(b.instance)),
    sources: combineSources(statuses),
    partitions: combinePartitions(parts, alive),
    rules: alive.find(status => status.rules !== null)?.rules ?? null,
    correlations: addStatuses(alive.flatMap(({ correlations }) => correlations ?? [])),
    problems: distinct([...parts.problems, ...alive.flatMap(status => status.problems)]),
  }
}

/** A collector that was started anew tells of the same sources: only the last to tell counts. */
function combineSources(newestFirst: readonly ServiceStatus[]): Pipeline['sources'] {
  const sources = new Map<string, Pipeline['sources'][number]>()
  for (const { host, instance, sources: told } of newestFirst) {
    for (const source of told) {
      const key = JSON.stringify([host, source.kind, source.source])
      if (!sources.has(key)) sources.set(key, { ...source, host, instance })
    }
  }
  return [...sources.values()].toSorted(
    (a, b) => a.host.localeCompare(b.host) || a.source.localeCompare(b.source),
  )
}

function combinePartitions(parts: PipelineParts, alive: readonly ServiceStatus[]): Pipeline['partitions'] {
  const owned = new Map<string, PartitionStatus & { owner: string }>()
  for (const { instance, partitions } of alive) {
    for (const status of partitions) {
      const key = keyOf(status)
      if (!owned.has(key)) owned.set(key, { ...status, owner: instance })
    }
  }
  const stored = new Map(parts.progress.map(progress => [keyOf(progress), progress]))
  const ends = new Map<string, TopicInfo['partitions'][number] & { topic: string }>()
  for (const { name, partitions } of parts.topics) {
    for (const partition of partitions) {
      const key = keyOf({ topic: name, partition: partition.partition })
      if (name === LOGS_TOPIC || stored.has(key)) ends.set(key, { ...partition, topic: name })
    }
  }
  return [...new Set([...stored.keys(), ...ends.keys(), ...owned.keys()])]
    .flatMap(key => combinePartition(stored.get(key), ends.get(key), owned.get(key)))
    .toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition)
}

function combinePartition(
  stored: PartitionProgress | undefined,
  end: (TopicInfo['partitions'][number] & { topic: string }) | undefined,
  owned: (PartitionStatus & { owner: string }) | undefined,
): Pipeline['partitions'] {
  const place = stored ?? end ?? owned
  if (!place) return []
  const next_offset = stored?.next_offset ?? owned?.next_offset ?? 0
  const end_offset = end?.end_offset ?? Math.max(owned?.end_offset ?? 0, next_offset)
  return [
    {
      topic: place.topic,
      partition: place.partition,
      next_offset,
      end_offset,
      // What retention has deleted is nothing to wait for.
      lag: Math.max(0, end_offset - Math.max(next_offset, end?.start_offset ?? 0)),
      events: stored?.events ?? 0,
      alerts: stored?.alerts ?? 0,
      parse_failures: stored?.parse_failures ?? 0,
      dead_letters: stored?.dead_letters ?? 0,
      updated_at: stored?.updated_at ?? null,
      events_per_second: owned?.events_per_second ?? 0,
      owner: owned?.owner ?? null,
    },
  ]
}

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${partition} ${topic}`
}

/** The same outage is seen by several services: told once, since it was first seen. */
function distinct(problems: readonly Problem[]): Problem[] {
  const first = new Map<string, Problem>()
  for (const problem of problems) {
    const key = JSON.stringify([problem.part, problem.message])
    const known = first.get(key)
    if (!known || Date.parse(problem.since) < Date.parse(known.since)) first.set(key, problem)
  }
  return [...first.values()]
}
