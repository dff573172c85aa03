import type { PartitionProgress } from '../../src/schema/http.ts'
import type { ServiceStatus, SourceStatus } from '../../src/schema/status.ts'

export interface SampleStatusesOptions {
  now_ms: number
  started_ms: number
  /** Records written so far. */
  records: number
  /** Records a second. */
  rate: number
  progress: readonly PartitionProgress[]
}

/** A collector, a detector and a dashboard that are well, but for a source that is missing and a broken rule. */
export function sampleStatuses(options: SampleStatusesOptions): ServiceStatus[] {
  const at = new Date(options.now_ms).toISOString()
  const started_at = new Date(options.started_ms).toISOString()
  const service = (name: ServiceStatus['service'], pid: number): ServiceStatus => ({
    service: name,
    instance: `${name}-1`,
    host: 'sample-host',
    pid,
    version: '0.1.0',
    started_at,
    at,
    memory_bytes: 90_000_000 + pid * 1000,
    problems: [],
    sources: [],
    partitions: [],
    rules: null,
    correlations: null,
  })
  return [
    { ...service('collector', 101), sources: sources(options, at) },
    {
      ...service('detector', 102),
      partitions: options.progress.map(({ topic, partition, next_offset }) => ({
        topic,
        partition,
        next_offset,
        end_offset: next_offset,
        events_per_second: options.rate / Math.max(1, options.progress.length),
      })),
      rules: {
        loaded: 17,
        loaded_at: started_at,
        problems: [
          { file: 'rules/custom/broken.yml', line: 7, reason: 'the condition names no selection: selektion' },
        ],
      },
    },
    service('dashboard', 103),
  ]
}

function sources({ records, rate }: SampleStatusesOptions, at: string): SourceStatus[] {
  return [
    source({ source: '/var/log/auth.log', state: 'reading', read: records, rate, at }),
    source({ source: '/var/log/nginx/access.log', state: 'idle', read: 1200, rate: 0, at }),
    {
      ...source({ source: '/var/log/app/app.log', state: 'missing', read: 0, rate: 0, at }),
      last_record_at: null,
      lost_bytes: 4096,
      problem: 'no such file',
    },
  ]
}

function source(known: {
  source: string
  state: SourceStatus['state']
  read: number
  rate: number
  at: string
}): SourceStatus {
  const { read, rate, at } = known
  return {
    source: known.source,
    kind: 'file',
    state: known.state,
    read,
    published: Math.max(0, read - 3),
    refused: Math.min(read, 1),
    waiting: Math.min(Math.max(0, read - 1), 2),
    cut: Math.floor(read / 1000),
    bytes: { read: read * 90, published: read * 90, refused: 0, waiting: 0 },
    lost_bytes: 0,
    position_bytes: read * 90,
    size_bytes: read * 92,
    records_per_second: rate,
    last_record_at: at,
    problem: null,
  }
}
