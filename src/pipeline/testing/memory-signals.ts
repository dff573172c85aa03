import { SentinelError } from '../../errors.ts'
import type { Alert, TimelineEvent } from '../../schema/alert.ts'
import type { SignalBatchResult, Store, StoredGroup } from '../../store/store.ts'

/** What correlators ask of a store, in memory, simple enough to be right at a glance. */
export class MemorySignals
  implements
    Pick<
      Store,
      | 'nextOffsets'
      | 'commitSignals'
      | 'correlationClock'
      | 'correlationGroups'
      | 'dropCorrelationGroups'
      | 'timelineEvents'
    >
{
  readonly alerts = new Map<string, Alert>()
  readonly groups = new Map<string, Map<string, StoredEntry>>()
  readonly states = new Map<string, string>()
  readonly clocks = new Map<number, string>()
  readonly offsets = new Map<number, number>()

  async nextOffsets(_topic: string, partitions: readonly number[]) {
    return new Map(
      partitions.flatMap(partition => {
        const offset = this.offsets.get(partition)
        return offset === undefined ? [] : [[partition, offset] as const]
      }),
    )
  }

  async commitSignals(batch: SignalBatchResult) {
    const { partition, expected_offset } = batch
    if ((this.offsets.get(partition) ?? 0) !== expected_offset)
      throw new SentinelError('FENCED', { where: 'memory', found: 'another offset', expected: 'the last' })
    this.offsets.set(partition, batch.next_offset)
    this.clocks.set(partition, batch.clock)
    for (const { group_id, is_reset, state, added, removed } of batch.groups) {
      const key = `${partition}/${group_id}`
      if (is_reset) {
        this.groups.delete(key)
        this.states.delete(key)
      }
      if (state === null) continue
      this.states.set(key, state)
      const entries = this.groups.get(key) ?? new Map<string, StoredEntry>()
      this.groups.set(key, entries)
      for (const id of removed) if (!entries.delete(id)) throw new Error('a removed entry is unknown')
      for (const { entry_id, entry, event } of added) {
        if (entries.has(entry_id)) throw new Error('an entry is added twice')
        entries.set(entry_id, { entry, event })
      }
    }
    const before = this.alerts.size
    for (const alert of batch.alerts) this.alerts.set(alert.id, alert)
    const inserted = this.alerts.size - before
    for (const { id } of batch.merged) this.alerts.delete(id)
    return { inserted }
  }

  async correlationClock(partition: number) {
    return this.clocks.get(partition) ?? null
  }

  async correlationGroups(partition: number, after: string, limit: number): Promise<StoredGroup[]> {
    const ids = [...this.states.keys()]
      .filter(key => key.startsWith(`${partition}/`))
      .map(key => key.slice(key.indexOf('/') + 1))
    return ids
      .filter(id => id > after)
      .toSorted()
      .slice(0, limit)
      .map(group_id => {
        const key = `${partition}/${group_id}`
        const entries = [...(this.groups.get(key)?.values() ?? [])].map(({ entry }) => entry)
        return { group_id, state: this.states.get(key) ?? '', entries }
      })
  }

  async dropCorrelationGroups(partition: number, group_ids: readonly string[]) {
    for (const id of group_ids) {
      this.groups.delete(`${partition}/${id}`)
      this.states.delete(`${partition}/${id}`)
    }
  }

  async timelineEvents({ partition, entries, alerts }: Parameters<Store['timelineEvents']>[0]) {
    const events = alerts.flatMap(id => this.alerts.get(id)?.timeline ?? [])
    for (const { group_id, entry_id } of entries) {
      const stored = this.groups.get(`${partition}/${group_id}`)?.get(entry_id)
      if (stored) events.push(eventOf(stored))
    }
    return events
  }
}

interface StoredEntry {
  entry: string
  event: string
}

const eventOf = ({ event }: StoredEntry): TimelineEvent => JSON.parse(event)
