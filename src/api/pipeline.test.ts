import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ApiFixture, startApiFixture } from '../../test/helpers/api-fixture.ts'
import { call } from '../../test/helpers/contract.ts'
import { pipelineSchema } from '../schema/http.ts'
import type { ServiceStatus } from '../schema/status.ts'
import { LOGS_TOPIC } from '../schema/topics.ts'
import { combinePipeline, type PipelineParts } from './pipeline-view.ts'

describe('GET /api/pipeline', () => {
  let fixture: ApiFixture
  before(async () => {
    fixture = await startApiFixture({ alerts: 30 })
  })
  after(() => fixture.close())
  const get = async () => {
    const answer = await call(fixture.api, '/api/pipeline')
    assert.equal(answer.status, 200)
    return pipelineSchema.parse(answer.body)
  }

  it('tells of services, sources, partitions and rules', async () => {
    const pipeline = await get()
    assert.deepEqual(
      pipeline.services.map(({ service, alive }) => [service, alive]),
      [
        ['collector', true],
        ['dashboard', true],
        ['detector', true],
      ],
    )
    assert.equal(pipeline.sources.length, 3)
    assert.deepEqual(
      pipeline.partitions.map(({ partition, end_offset, lag, owner }) => ({
        partition,
        end_offset,
        lag,
        owner,
      })),
      [0, 1, 2].map(partition => ({ partition, end_offset: 10, lag: 0, owner: 'detector-1' })),
    )
    assert.equal(pipeline.rules?.loaded, 17)
    assert.deepEqual(pipeline.problems, [])
  })

  it('answers with what is known while parts are away, and since when they are', async () => {
    fixture.store.away = true
    fixture.transport.away = true
    const first = await get()
    assert.deepEqual(first.problems.map(({ part }) => part).sort(), ['database', 'kafka'])
    assert.equal(first.services.length, 3)
    assert.equal(first.partitions.length, 3, 'the detector tells of its partitions')
    const second = await get()
    assert.deepEqual(second.problems, first.problems)
    fixture.store.away = false
    assert.deepEqual(
      (await get()).problems.map(({ part }) => part),
      ['kafka'],
    )
    fixture.transport.away = false
    assert.deepEqual((await get()).problems, [])
  })
})

describe('the picture of the pipeline', () => {
  const now_ms = Date.UTC(2026, 0, 1)
  const ago = (ms: number) => new Date(now_ms - ms).toISOString()
  const status = (instance: string, told: Partial<ServiceStatus>): ServiceStatus => ({
    service: 'detector',
    instance,
    host: 'h',
    pid: 1,
    version: '1',
    started_at: ago(100_000),
    at: ago(0),
    memory_bytes: 1,
    problems: [],
    sources: [],
    partitions: [],
    rules: null,
    correlations: null,
    ...told,
  })
  const picture = (parts: Partial<PipelineParts>) =>
    combinePipeline({ now_ms, progress: [], topics: [], statuses: [], problems: [], ...parts })
  const partition = (start_offset: number, end_offset: number) => ({
    partition: 0,
    start_offset,
    end_offset,
    replicas: 1,
    in_sync: 1,
  })
  const progress = (next_offset: number) => ({
    topic: LOGS_TOPIC,
    partition: 0,
    next_offset,
    events: 7,
    alerts: 1,
    parse_failures: 0,
    dead_letters: 0,
    updated_at: ago(5),
  })
  const owned = (next_offset: number) => ({
    topic: LOGS_TOPIC,
    partition: 0,
    next_offset,
    end_offset: next_offset,
    events_per_second: 3,
  })

  it('shows a service as gone after ten seconds of silence and forgets it after a minute', () => {
    const { services } = picture({
      statuses: [
        status('a', { at: ago(9_000) }),
        status('b', { at: ago(11_000) }),
        status('c', { at: ago(61_000) }),
      ],
    })
    assert.deepEqual(
      services.map(({ instance, alive }) => [instance, alive]),
      [
        ['a', true],
        ['b', false],
      ],
    )
  })

  it('counts the lag from what the store has committed to the end of the partition', () => {
    const [row] = picture({
      progress: [progress(40)],
      topics: [{ name: LOGS_TOPIC, partitions: [partition(0, 100)] }],
      statuses: [status('a', { partitions: [owned(90)] })],
    }).partitions
    assert.equal(row?.lag, 60)
    assert.equal(row?.events_per_second, 3)
    assert.equal(row?.owner, 'a')
  })

  it('does not count what retention has deleted', () => {
    const topics = [{ name: LOGS_TOPIC, partitions: [partition(70, 100)] }]
    assert.equal(picture({ progress: [progress(40)], topics }).partitions[0]?.lag, 30)
  })

  it('shows a partition that nobody has detected on yet', () => {
    const topics = [
      { name: LOGS_TOPIC, partitions: [partition(0, 5)] },
      { name: 'sentinel.status', partitions: [partition(0, 9)] },
    ]
    const { partitions } = picture({ topics })
    assert.equal(partitions.length, 1)
    assert.deepEqual(
      { lag: partitions[0]?.lag, updated_at: partitions[0]?.updated_at, owner: partitions[0]?.owner },
      { lag: 5, updated_at: null, owner: null },
    )
  })

  it('shows no owner that has fallen silent', () => {
    const statuses = [status('gone', { at: ago(20_000), partitions: [owned(1)] })]
    assert.deepEqual(picture({ statuses }).partitions, [])
    const [row] = picture({ statuses, progress: [progress(1)] }).partitions
    assert.equal(row?.owner, null)
    assert.equal(row?.events_per_second, 0)
  })

  it('shows a source once, as the collector that told of it last does', async () => {
    const source = {
      source: '/a',
      kind: 'file' as const,
      state: 'reading' as const,
      read: 1,
      published: 1,
      refused: 0,
      waiting: 0,
      bytes: { read: 0, published: 0, refused: 0, waiting: 0 },
      cut: 0,
      lost_bytes: 0,
      position_bytes: 1,
      size_bytes: 1,
      records_per_second: 0,
      last_record_at: null,
      problem: null,
    }
    const { sources } = picture({
      statuses: [
        status('old', { service: 'collector', at: ago(20_000), sources: [source] }),
        status('new', { service: 'collector', sources: [{ ...source, read: 2 }] }),
        status('other', { service: 'collector', host: 'i', sources: [source] }),
      ],
    })
    assert.deepEqual(
      sources.map(({ host, instance, read }) => [host, instance, read]),
      [
        ['h', 'new', 2],
        ['i', 'other', 1],
      ],
    )
  })

  it('tells of a problem once, since it was first seen', () => {
    const problem = { part: 'kafka', message: 'no answer' }
    const { problems } = picture({
      problems: [{ ...problem, since: ago(1000) }],
      statuses: [
        status('a', { problems: [{ ...problem, since: ago(3000) }] }),
        status('b', {
          problems: [
            { ...problem, since: ago(2000) },
            { part: 'rules', message: 'x', since: ago(1) },
          ],
        }),
      ],
    })
    assert.deepEqual(problems, [
      { ...problem, since: ago(3000) },
      { part: 'rules', message: 'x', since: ago(1) },
    ])
  })
})
