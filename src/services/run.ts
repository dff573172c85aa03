import type { Readable } from 'node:stream'
import { exposureCheck } from '../api/exposure.ts'
import { createProbes } from '../api/probes.ts'
import { writeSimulation } from '../simulate/write.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'
import { createCollector } from './collector.ts'
import type { ServiceContext } from './context.ts'
import { createCorrelatorService } from './correlator.ts'
import { openDashboard } from './dashboard.ts'
import { createDetectorService } from './detector.ts'
import { listen } from './listen.ts'
import { openStore, openTransport, prepareStore } from './parts.ts'
import { openSqlPort } from './sql.ts'
import { printSummary, type SummaryOutput } from './summary.ts'
import { together } from './together.ts'

/** The services as processes: what is opened, in which order, and what is closed when they end. */

/** Ends by itself where standard input is all that is read, and ends. */
export async function runCollector(
  context: ServiceContext,
  stdin: Readable,
  signal: AbortSignal,
): Promise<void> {
  await using parts = new AsyncDisposableStack()
  const transport = await openTransport(context)
  parts.defer(() => transport.close())
  await serveProbes(context, parts, { transport })
  const collector = createCollector(context, transport, { stdin, ends_with_sources: true })
  await untilAborted(signal, () => collector.run(signal))
}

export async function runDetector(context: ServiceContext, signal: AbortSignal): Promise<void> {
  await using parts = new AsyncDisposableStack()
  const { transport, store } = await openBoth(context, parts)
  await serveProbes(context, parts, { transport, store })
  const detector = await createDetectorService(context, transport, store)
  await untilAborted(signal, () => detector.run(signal))
}

export async function runCorrelator(context: ServiceContext, signal: AbortSignal): Promise<void> {
  await using parts = new AsyncDisposableStack()
  const { transport, store } = await openBoth(context, parts)
  await serveProbes(context, parts, { transport, store })
  const correlator = await createCorrelatorService(context, transport, store)
  await untilAborted(signal, () => correlator.run(signal))
}

export async function runDashboard(
  context: ServiceContext,
  signal: AbortSignal,
  onListening: (address: string) => void,
): Promise<void> {
  exposureCheck(context.config.host, context.config.users)
  await using parts = new AsyncDisposableStack()
  const { transport, store } = await openBoth(context, parts)
  const dashboard = await openDashboard(context, transport, store)
  parts.defer(() => dashboard.close())
  onListening(dashboard.address)
  await untilAborted(signal, () => dashboard.run(signal))
}

export interface AllOptions {
  /** The file that the demonstration appends to, or null for none. */
  simulation: { file: string; rate: number } | null
  onListening(page: string, sql: string | null): void
  summary: SummaryOutput
  /** Read where a source is `-`. */
  stdin: Readable
}

/** All three services in this process. */
export async function runAll(
  context: ServiceContext,
  options: AllOptions,
  signal: AbortSignal,
): Promise<void> {
  const { config, clock } = context
  exposureCheck(config.host, config.users)
  await using parts = new AsyncDisposableStack()
  const { transport, store } = await openBoth(context, parts)
  // A database that a later version has changed is refused before a position moves on.
  if (config.database === null) await prepareStore(context, store, signal)
  const collector = createCollector(context, transport, { stdin: options.stdin, ends_with_sources: false })
  const detector = await createDetectorService(context, transport, store)
  const dashboard = await openDashboard(context, transport, store)
  parts.defer(() => dashboard.close())
  const sql = await openSqlPort(context, store)
  if (sql) parts.defer(() => sql.close())
  options.onListening(dashboard.address, sql && `postgres://127.0.0.1:${sql.port}/postgres`)

  const { simulation } = options
  await untilAborted(signal, () =>
    together(signal, [
      signal => dashboard.run(signal),
      signal => detector.run(signal),
      signal => collector.run(signal),
      signal => printSummary(context, { collector, detector, store }, options.summary, signal),
      async signal => {
        if (simulation) await writeSimulation({ ...simulation, seed: clock.now(), clock }, signal)
      },
    ]),
  )
}

/** Opens what most services need; `parts` closes it, the store first. */
async function openBoth(
  context: ServiceContext,
  parts: AsyncDisposableStack,
): Promise<{ transport: Transport; store: Store }> {
  const transport = await openTransport(context)
  parts.defer(() => transport.close())
  const store = await openStore(context)
  parts.defer(() => store.close())
  return { transport, store }
}

async function serveProbes(
  context: ServiceContext,
  parts: AsyncDisposableStack,
  checked: { transport: Transport; store?: Store },
): Promise<void> {
  const { config, registry, problems, clock, version } = context
  if (config.port === null) return
  exposureCheck(config.host, config.users)
  const server = createProbes({ ...checked, registry, clock, version, ready: async () => problems.list() })
  parts.defer(() => server.close())
  await listen(server, config, config.port)
}

/** Work that is given up because the user asked to end has not failed. */
async function untilAborted(signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
