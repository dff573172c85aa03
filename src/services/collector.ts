import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Gauge } from 'prom-client'
import { isSentinelError, SentinelError } from '../errors.ts'
import { normalize } from '../normalize/normalize.ts'
import { ClockWatch } from '../pipeline/clock-watch.ts'
import { collect } from '../pipeline/collect.ts'
import { publishStatus } from '../pipeline/status-topic.ts'
import type { Clock } from '../runtime/clock.ts'
import type { SourceStatus } from '../schema/status.ts'
import type { SourceRecord } from '../sources/source.ts'
import { createTroubleSource } from '../sources/troubles/trouble-source.ts'
import type { Transport } from '../transport/transport.ts'
import { baseStatus, type ServiceContext } from './context.ts'
import { prepareTransport } from './parts.ts'
import { watchSilence } from './silence.ts'
import { openSources } from './sources.ts'
import { together } from './together.ts'

/** The collector: reads the configured sources and publishes what they hold. */
export interface Collector {
  sources(): SourceStatus[]
  run(signal: AbortSignal): Promise<void>
}

export interface CollectorOptions {
  /** Read where a source is `-`. */
  stdin: Readable
  /** Whether `run` resolves once every source has ended by itself, as standard input does. */
  ends_with_sources: boolean
}

export function createCollector(
  context: ServiceContext,
  transport: Transport,
  { stdin, ends_with_sources }: CollectorOptions,
): Collector {
  const { clock, logger, problems, host } = context
  const troubles = createTroubleSource({
    state_file: join(context.config.data_dir, 'positions', 'troubles.json'),
    clock,
    logger,
  })
  const sources = openSources(context, stdin, troubles.report)
  const status = () => [...sources, troubles].flatMap(source => source.status())
  registerMetrics(context, status)
  return {
    sources: status,
    async run(signal) {
      const ended = new AbortController()
      // A read of standard input that nothing answers would keep the process alive.
      signal.addEventListener('abort', () => stdin.destroy(), { once: true })
      let prepared = prepareTransport(context, transport, signal)
      // Listeners listen from the start: what comes while the transport is away waits for it within their bounds.
      const whenPrepared: Pick<Transport, 'publish'> = {
        async publish(topic, records) {
          const before = prepared
          await before
          try {
            return await transport.publish(topic, records)
          } catch (error) {
            if (!isSentinelError(error, 'NOT_FOUND')) throw error
            // Somebody deleted the topic: it is created anew, once, and the publishing tried again.
            if (prepared === before) {
              prepared = prepareTransport(context, transport, signal)
              prepared.catch(() => undefined) // Told by whoever publishes next.
            }
            throw topicGone(topic, error)
          }
        },
      }
      const clocks = new ClockWatch(timeOf(clock), troubles.report)
      const collecting = {
        transport: whenPrepared,
        host,
        problems,
        clock,
        logger,
        onTrouble: troubles.report,
      }
      await together(AbortSignal.any([signal, ended.signal]), [
        async () => {
          await prepared
          logger.info({}, 'collector started')
        },
        async signal => {
          const onRecord = (record: SourceRecord) => clocks.observe(record, clock.now())
          await collect({ ...collecting, sources, onRecord }, signal)
          if (!ends_with_sources || signal.aborted) return
          await collect({ ...collecting, sources: [{ ...troubles, run: troubles.flush }] }, signal)
          ended.abort()
        },
        signal => collect({ ...collecting, sources: [troubles] }, signal),
        signal => watchSilence(context, { status, onTrouble: troubles.report }, signal),
        signal =>
          publishStatus(
            () => ({ ...baseStatus(context, 'collector'), sources: status() }),
            { transport: whenPrepared, clock, logger },
            signal,
          ),
      ])
    },
  }
}

/** Passes, for the topic is being created anew; until then it is a problem of its own. */
function topicGone(topic: string, cause: unknown): SentinelError {
  return new SentinelError('KAFKA_UNAVAILABLE', {
    where: `topic ${topic}`,
    found: 'no such topic: it was deleted',
    expected: 'the topic that was there',
    remedy: 'It is created anew; what was in it and not read is gone',
    cause,
  })
}

/** The time that a record tells of itself. */
function timeOf(clock: Clock): (record: SourceRecord) => number | null {
  return ({ id, host = '', source, logsource, value }) => {
    const record = { id, host, source, logsource, value, received_ms: clock.now() }
    const { time_ms } = normalize(record, { time_otherwise_ms: Number.NaN }).event
    return Number.isNaN(time_ms) ? null : time_ms
  }
}

function registerMetrics({ registry }: ServiceContext, status: () => SourceStatus[]): void {
  new Gauge({
    name: 'sentinel_source_records',
    help: 'Records of a source by what became of them: read = published + refused + waiting. Kept over restarts.',
    labelNames: ['source', 'state'],
    registers: [registry],
    collect() {
      this.reset()
      for (const source of status()) {
        for (const state of ['read', 'published', 'refused', 'waiting'] as const) {
          this.set({ source: source.source, state }, source[state])
        }
      }
    },
  })
  new Gauge({
    name: 'sentinel_source_bytes',
    help: 'The same in bytes of the records, without their line endings.',
    labelNames: ['source', 'state'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { source, bytes } of status()) {
        for (const state of ['read', 'published', 'refused', 'waiting'] as const) {
          this.set({ source, state }, bytes[state])
        }
      }
    },
  })
  const losses = [
    [
      'cut',
      'sentinel_source_cut_records',
      'Records of which only the head was taken: the line was too long.',
    ],
    ['lost_bytes', 'sentinel_source_lost_bytes', 'Bytes that were gone before they could be read.'],
  ] as const
  for (const [key, name, help] of losses) {
    new Gauge({
      name,
      help: `${help} Kept over restarts.`,
      labelNames: ['source'],
      registers: [registry],
      collect() {
        this.reset()
        for (const row of status()) this.set({ source: row.source }, row[key])
      },
    })
  }
}
