import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { startApiFixture } from '../../test/helpers/api-fixture.ts'
import { EventStream } from '../../test/helpers/event-stream.ts'

/** What happens around a reader, in random order. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('write' as const), count: fc.integer({ min: 1, max: 250 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), count: fc.integer({ min: 1, max: 30 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('outage' as const), count: fc.integer({ min: 1, max: 20 }) }),
  },
)

it('gives every alert once and in order, whatever is written, lost and taken up again meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
      async (steps, connections, delays) => {
        const fixture = await startApiFixture({ alerts: 5, heartbeat_ms: 10 })
        try {
          fixture.store.latency = async () => {
            for (let turns = delays.next().value; turns > 0; turns--) await turn()
          }
          const url = `${fixture.url}/api/alerts/stream`
          let position: string | null = null
          const seen: number[] = []
          const read = async (stream: EventStream, enough: () => boolean) => {
            while (!enough()) {
              const event = await stream.next()
              assert.ok(event, 'the stream ended by itself')
              if (event.id !== null) position = event.id
              if (event.event === 'alert') seen.push(Number(event.id))
            }
          }
          const resume = () => EventStream.open(url, position === null ? {} : { 'last-event-id': position })

          // The reader has begun before the first write; from there on, nothing may be missed.
          {
            await using stream = await EventStream.open(url)
            await read(stream, () => position !== null)
          }
          const writing = (async () => {
            for (const { kind, count } of steps) {
              if (kind === 'write') fixture.push(count)
              fixture.store.away = kind === 'outage'
              for (let turns = kind === 'write' ? 1 : count; turns > 0; turns--) await turn()
            }
            fixture.store.away = false
          })()
          for (const events of connections) {
            let left = events
            await using stream = await resume()
            await read(stream, () => left-- <= 0)
          }
          await writing
          const last = steps.reduce((sum, { kind, count }) => sum + (kind === 'write' ? count : 0), 5)
          await using stream = await resume()
          await read(stream, () => Number(position) >= last)
          assert.deepEqual(
            seen,
            Array.from({ length: last - 5 }, (_, n) => n + 6),
          )
        } finally {
          await fixture.close()
        }
      },
    ),
    { numRuns: 25 },
  )
})

it('pushes every alert without waiting for a heartbeat', { timeout: 20_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
      async (gaps, delays) => {
        const fixture = await startApiFixture({ alerts: 1, heartbeat_ms: 3_600_000 })
        try {
          fixture.store.latency = async () => {
            for (let turns = delays.next().value; turns > 0; turns--) await turn()
          }
          await using one = await EventStream.open(`${fixture.url}/api/alerts/stream`)
          await using two = await EventStream.open(`${fixture.url}/api/alerts/stream`)
          for (const stream of [one, two]) await stream.nextOf('heartbeat')
          for (const gap of gaps) {
            fixture.push()
            for (let turns = gap; turns > 0; turns--) await turn()
          }
          const expected = gaps.map((_, n) => String(n + 2))
          for (const stream of [one, two]) {
            const events = await stream.take('alert', gaps.length)
            assert.deepEqual(
              events.map(({ id }) => id),
              expected,
            )
          }
        } finally {
          await fixture.close()
        }
      },
    ),
    { numRuns: 25 },
  )
})
