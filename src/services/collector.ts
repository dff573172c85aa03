import { join } from 'node:path'
import { Gauge } from 'prom-client'
import { collect } from '../pipeline/collect.ts'
import { publishStatus } from '../pipeline/status-topic.ts'
import type { SourceStatus } from '../schema/status.ts'
import { createFileSource } from '../sources/file/file-source.ts'
import type { Source } from '../sources/source.ts'
import type { Transport } from '../transport/transport.ts'
import { baseStatus, type ServiceContext } from './context.ts'
import { defaultLog } from './default-log.ts'
import { prepareTransport } from './parts.ts'
import { together } from './together.ts'

/** The collector: reads the configured sources and publishes what they hold. */
export interface Collector {
  sources(): SourceStatus[]
  run(signal: AbortSignal): Promise<void>
}

export function createCollector(context: ServiceContext, transport: Transport): Collector {
  const { config, clock, logger, problems, host } = context
  const sources: readonly Source[] = [
    createFileSource({
      paths: config.sources.length > 0 ? config.sources : [defaultSource(config.data_dir)],
      checkpoints: join(config.data_dir, 'positions'),
      host,
      start_at: config.start_at,
      line_bytes_max: config.line_bytes_max,
      clock,
      logger,
    }),
  ]
  const status = () => sources.flatMap(source => source.status())
  registerMetrics(context, status)
  return {
    sources: status,
    async run(signal) {
      await prepareTransport(context, transport, signal)
      logger.info({}, 'collector started')
      await together(signal, [
        signal => collect({ transport, sources, host, problems, clock, logger }, signal),
        signal =>
          publishStatus(
            () => ({ ...baseStatus(context, 'collector'), sources: status() }),
            { transport, clock, logger },
            signal,
          ),
      ])
    },
  }
}

function defaultSource(dataDir: string) {
  return { path: defaultLog(dataDir), exclude: [], logsource: {} }
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
}
