import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CuttableProxy, startProxy } from '../helpers/cuttable-proxy.ts'
import { startKafka } from '../helpers/kafka.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { type Disk, mountDisk } from './disk.ts'
import { type Instance, type ServiceInstance, serviceInstance } from './instance.ts'
import { writeSettings } from './settings.ts'

/** The whole product as it is installed, long-lived, with everything that a test takes away from it. */
export interface Stack {
  /** What can be killed, by its part. Any of a part's instances may go at any time. */
  readonly parts: Readonly<Record<string, readonly Instance[]>>
  /** What stands between the parts. */
  readonly connections: Readonly<Record<string, CuttableProxy>>
  /** The small disks that parts keep their data on; why there are none, where there are not. */
  readonly disks: Readonly<Record<string, Disk>> | string
  /** One more detector, not started yet; null where detectors can not be added. */
  addDetector(): ServiceInstance | null
  /** A detector that was silent for this long has lost its partitions. */
  readonly session_ms: number
  /** The folder below which the parts keep their data. */
  readonly data: string
  /** The logs that are read are those in this folder. */
  readonly logs: string
  /** Where PostgreSQL can be asked at the moment. */
  database(): string
  /** Services that ended though nobody asked them to, with their last words. */
  surprises(): string[]
  /** The ends of the logs of the services. */
  lastWords(): string
  close(): Promise<void>
}

export interface StackOptions {
  /** A program of the tests in place of `log-sentinel detector`, with arguments to come first. */
  detector?: { program: string; args: readonly string[] }
  /** Beside those in the detectors. */
  correlators?: number
}

const SESSION_MS = 3000
const DATABASE_DISK_MIB = 1024
const COLLECTOR_DISK_MIB = 4

/**
 * Kafka, PostgreSQL, a collector, two detectors, two correlators and a dashboard, each reached through connections that
 * can be cut.
 */
export async function startStack({ detector, correlators = 2 }: StackOptions = {}): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-crash-'))
  const closing = new AsyncDisposableStack()
  closing.defer(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  // PostgreSQL runs as another user where this one is root.
  chmodSync(folder, 0o711)
  const logs = join(folder, 'logs')
  mkdirSync(logs)

  const disks: Record<string, Disk> = {}
  let no_disks: string | null = null
  const addDisk = (name: string, size_mib: number) => {
    const disk = mountDisk(join(folder, name), size_mib)
    if (typeof disk === 'string') no_disks = disk
    else {
      disks[name] = disk
      closing.defer(async () => disk.unmount())
    }
  }
  addDisk('postgres', DATABASE_DISK_MIB)
  addDisk('collector', COLLECTOR_DISK_MIB)

  const connections: Record<string, CuttableProxy> = {}
  const proxied = (name: string) => async (port: number) => {
    const proxy = await startProxy(`http://127.0.0.1:${port}`)
    closing.defer(() => proxy.close())
    connections[name] = proxy
    return proxy.port
  }
  /** Stops what was starting while something else failed, too. */
  const kept = <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    closing.defer(async () => {
      const [started] = await Promise.allSettled([starting])
      if (started.status === 'fulfilled') await started.value.stop()
    })
    return starting
  }
  try {
    const [kafka, postgres] = await Promise.all([
      kept(
        startKafka({
          properties: { 'group.min.session.timeout.ms': '1000' },
          proxies: [proxied('collector to Kafka'), proxied('detectors to Kafka')],
        }),
      ),
      kept(
        startPostgres({
          parent: join(folder, 'postgres'),
          settings: { max_wal_size: '64MB', min_wal_size: '32MB' },
        }),
      ),
    ])
    const direct = await postgres.createDatabase()
    const { port } = new URL(direct)
    const database = new URL(direct)
    database.port = String(await proxied('detectors to PostgreSQL')(Number(port)))

    const services: ServiceInstance[] = []
    const service = (program: string | undefined, ...args: string[]) => {
      const instance = serviceInstance({ args, program })
      services.push(instance)
      closing.defer(() => instance.kill())
      return instance
    }
    const bootstrap = (connection: string) => `127.0.0.1:${connections[connection]?.port}`
    const collector = service(
      undefined,
      ...['collector', '--kafka', bootstrap('collector to Kafka')],
      ...['--data-dir', join(folder, 'collector', 'data'), join(logs, '*.log')],
    )
    const settings = writeSettings(folder, { kafka_session_timeout_ms: SESSION_MS })
    const detecting = [
      ...['--kafka', bootstrap('detectors to Kafka'), '--database', database.href],
      ...['--data-dir', join(folder, 'detector'), '--config', settings],
    ]
    const addDetector = () => service(detector?.program, ...(detector?.args ?? ['detector']), ...detecting)
    const correlating = Array.from({ length: correlators }, () =>
      service(undefined, 'correlator', ...detecting),
    )
    const detectors = [addDetector(), addDetector()]
    const dashboard = service(
      undefined,
      ...['dashboard', '--kafka', kafka.bootstrap, '--database', direct, '--port', '0'],
      ...['--data-dir', join(folder, 'dashboard')],
    )
    await Promise.all(services.map(instance => instance.start()))

    return {
      parts: {
        collector: [collector],
        detector: detectors,
        correlator: correlating,
        dashboard: [dashboard],
        kafka: [
          {
            kill: () => kafka.kill(),
            start: () => kafka.restart(),
            pause: async () => kafka.pause(),
            resume: async () => kafka.resume(),
          },
        ],
        postgres: [postgres],
      },
      connections,
      disks: no_disks ?? disks,
      addDetector,
      session_ms: SESSION_MS,
      data: folder,
      logs,
      database: () => direct,
      surprises: () => services.flatMap(instance => instance.ended() ?? []),
      lastWords: () => services.map(instance => instance.lastWords()).join('\n'),
      close: () => closing.disposeAsync(),
    }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}
