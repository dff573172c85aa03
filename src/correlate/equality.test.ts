import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { referenceStories } from './testing/reference.ts'
import { batchesOf, runFolded, runSpread, type TestStore } from './testing/runs.ts'
import { LATENESS_MS, type Scenario, scenarios } from './testing/scenarios.ts'

/**
 * Whatever the order, the batches, the crashes and the number of workers: the stories are those that are computed
 * from all signals at once.
 */

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
const byIdentity = (left: { identity: string }, right: { identity: string }) =>
  left.identity < right.identity ? -1 : 1

function expected({ plans, arrivals }: Scenario, reset_ms = 0) {
  return referenceStories(plans, arrivals, reset_ms).sort(byIdentity)
}

function actual(store: TestStore) {
  assert.equal(store.groups.size, 0, 'no group is left behind')
  return [...store.stories.values()].sort(byIdentity).map(story => {
    const { identity, first_ms, last_ms, fired_ms, held_ms, count, value } = story
    assert.equal(story.state, 'closed')
    assert.equal(story.omitted, 0)
    assert.equal(story.is_truncated, false)
    const evidence = story.evidence.map(({ id }) => id)
    return { identity, first_ms, last_ms, fired_ms, held_ms, count, value, evidence }
  })
}

const options = { evidence_max: 1000, thinned_at: 1 }
const RUNS = 2000

test('signals in any order within the lateness and in any batches make the stories of the reference', () => {
  let stories = 0
  fc.assert(
    fc.property(scenarios, sizes, fc.integer({ min: 0, max: 20 }), (scenario, batch_sizes, reset_ms) => {
      const batches = batchesOf(scenario.arrivals, batch_sizes, LATENESS_MS)
      const store = runFolded(scenario.plans, batches, new Set(), { ...options, reset_ms })
      const wanted = expected(scenario, reset_ms)
      stories += wanted.length
      assert.deepEqual(actual(store), wanted)
    }),
    { numRuns: RUNS },
  )
  assert.ok(stories > RUNS, 'the scenarios make stories')
})

test('where nobody waits for what is still open, stories that are over are the same', () => {
  const in_a_scan = { ...options, tells_open: false, keeps_changes: false, deduplicates: false }
  fc.assert(
    fc.property(scenarios, sizes, fc.integer({ min: 0, max: 20 }), (scenario, batch_sizes, reset_ms) => {
      const batches = batchesOf(scenario.arrivals, batch_sizes, LATENESS_MS)
      const store = runFolded(scenario.plans, batches, new Set(), { ...in_a_scan, reset_ms })
      assert.deepEqual(actual(store), expected(scenario, reset_ms))
    }),
    { numRuns: RUNS },
  )
})

test('crashes before the commit of a batch and repeated signals leave no trace', () => {
  fc.assert(
    fc.property(
      scenarios,
      sizes,
      fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 40, size: 'max' }),
      fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 })), { maxLength: 12, size: 'max' }),
      (scenario, batch_sizes, crashes, repeats) => {
        const arrivals = [...scenario.arrivals]
        for (const [from, behind] of repeats) {
          const again = arrivals[from]
          if (again) arrivals.splice(from + 1 + behind, 0, again)
        }
        const batches = batchesOf(arrivals, batch_sizes, LATENESS_MS)
        assert.deepEqual(
          actual(runFolded(scenario.plans, batches, new Set(crashes), options)),
          expected(scenario),
        )
      },
    ),
    { numRuns: RUNS },
  )
})

test('one, two and five workers come to the same', () => {
  fc.assert(
    fc.property(scenarios, sizes, (scenario, batch_sizes) => {
      const batches = batchesOf(scenario.arrivals, batch_sizes, LATENESS_MS)
      const wanted = expected(scenario)
      for (const workers of [1, 2, 5])
        assert.deepEqual(
          actual(runSpread(scenario.plans, batches, workers)).map(({ evidence: _, ...story }) => story),
          wanted.map(({ evidence: _, ...story }) => story),
        )
    }),
    { numRuns: RUNS / 2 },
  )
})

test('what was told and is no story in the end was merged into one that is', () => {
  let merged = 0
  fc.assert(
    fc.property(scenarios, sizes, (scenario, batch_sizes) => {
      const batches = batchesOf(scenario.arrivals, batch_sizes, LATENESS_MS)
      const store = runFolded(scenario.plans, batches, new Set(), options)
      for (const told of store.told) {
        let identity = told
        while (store.merged.has(identity)) identity = store.merged.get(identity) ?? ''
        if (identity !== told) merged++
        assert.equal(store.stories.get(identity)?.state, 'closed')
      }
    }),
    { numRuns: RUNS },
  )
  assert.ok(merged > 0, 'stories are merged')
})
