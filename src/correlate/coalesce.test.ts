import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { coalesceChanges } from './coalesce.ts'
import type { EntryState, GroupChange, GroupState, GroupSummary } from './group-state.ts'
import { applyChange } from './testing/runs.ts'

const summary = (settled_ms: number): GroupSummary => ({
  version: 1,
  fingerprint: 'f',
  settled_ms,
  assigned_ms: null,
  stories: [],
  told: [],
  truncated: false,
})
const entry = (id: string): EntryState => ({ id, time_ms: 1, slot: 0, value: null, carried: [] })

test('written at once, changes leave what they leave one by one', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b'),
    is_over: fc.nat(5).map(n => n === 0),
    keeps: fc.array(fc.boolean()),
    news: fc.nat(3),
    is_committed: fc.nat(2).map(n => n === 0),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const one_by_one = new Map<string, GroupState>()
      const at_once = new Map<string, GroupState>()
      let waiting: GroupChange[] = []
      const commit = () => {
        for (const write of coalesceChanges(waiting)) {
          if (write.is_reset) applyChange(at_once, { ...write, summary: null, added: [], removed: [] })
          if (write.summary) applyChange(at_once, write)
        }
        waiting = []
      }
      for (const [at, { key, is_over, keeps, news, is_committed }] of steps.entries()) {
        const known = [...one_by_one.values()].find(group => group.key === key)?.entries ?? []
        const change: GroupChange = is_over
          ? { correlation: 'c', key, summary: null, added: [], removed: [] }
          : {
              correlation: 'c',
              key,
              summary: summary(at),
              added: Array.from({ length: news }, (_, n) => entry(`${at}/${n}`)),
              removed: known.filter((_, index) => keeps[index] === false).map(({ id }) => id),
            }
        applyChange(one_by_one, change)
        waiting.push(change)
        if (is_committed) commit()
      }
      commit()
      assert.deepEqual(sorted(at_once), sorted(one_by_one))
    }),
  )
})

const sorted = (groups: ReadonlyMap<string, GroupState>) =>
  [...groups]
    .sort()
    .map(([id, group]) => [
      id,
      { ...group, entries: group.entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)) },
    ])
