/**
 * A real Apache Kafka for tests: one node in KRaft combined mode on free loopback ports. Nothing is skipped where Java
 * or Maven is missing: the tests fail and say what to install.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Admin } from '@platformatic/kafka'
import { freePorts } from './free-ports.ts'
import { classArchive, fetchKafka, newStorage } from './kafka-files.ts'
import { type SecureListener, secureListener } from './kafka-secure.ts'

const run = promisify(execFile)
const SERVING_WITHIN_MS = 180_000

export interface TestKafka {
  /** `host:port` for clients. */
  bootstrap: string
  dataDir: string
  /** Of the broker that runs at the moment. */
  readonly pid: number
  /** Ends the broker and removes its data. */
  stop(): Promise<void>
  /** SIGKILL; resolves once the process is gone. */
  kill(): Promise<void>
  /** Starts a stopped or killed broker again on the same ports and data; resolves when it serves. */
  restart(): Promise<void>
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void
  resume(): void
  /** Where `secure` asked for it. */
  secure: SecureListener | null
}

export interface TestKafkaOptions {
  /** More lines for `server.properties`; later ones win. */
  properties?: Readonly<Record<string, string>>
  /** `false` leaves the broker down: `restart()` brings it up, at the address that `bootstrap` already tells. */
  running?: boolean
  /** Adds a listener with TLS and a login (PLAIN, SCRAM). */
  secure?: boolean
  /**
   * Adds a listener for each, that clients reach through a proxy: called with the listener's port, gives the port that
   * the brokers tell clients to come to.
   */
  proxies?: readonly ((port: number) => Promise<number>)[]
}

/** Starts a broker of its own for the caller, who stops it. */
export async function startKafka(options: TestKafkaOptions = {}): Promise<TestKafka> {
  const libraries = await fetchKafka()
  const dataDir = await mkdtemp(join(tmpdir(), 'sentinel-kafka-'))
  const { proxies = [] } = options
  const [port = 0, controllerPort = 0, securePort = 0, ...proxiedPorts] = await freePorts(3 + proxies.length)
  const secure = options.secure ? await secureListener(dataDir, securePort) : null
  const properties = join(dataDir, 'server.properties')
  const ports: Record<string, number> = { PLAINTEXT: port, CONTROLLER: controllerPort }
  if (secure) ports['SECURE'] = securePort
  const advertised = { ...ports }
  for (const [index, proxied] of proxiedPorts.entries()) {
    ports[`PROXIED${index}`] = proxied
    advertised[`PROXIED${index}`] = (await proxies[index]?.(proxied)) ?? proxied
  }
  await writeFile(
    properties,
    serverProperties(dataDir, ports, advertised, { ...secure?.properties, ...options.properties }),
  )
  await writeFile(join(dataDir, 'log4j2.yaml'), LOG4J)
  const java = javaArguments(libraries, dataDir)
  const format = (...more: string[]) =>
    run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties, ...more])
  if (secure) await format(...secure.formatArguments)
  else await newStorage(libraries, join(dataDir, 'log'), format)

  const bootstrap = `127.0.0.1:${port}`
  const program = [...java, 'kafka.Kafka', properties]
  const classes = await classArchive(libraries, async file => {
    const recording = await startBroker([`-XX:ArchiveClassesAtExit=${file}`, ...program], bootstrap)
    await recording.end('SIGTERM')
  })
  const start = () => startBroker([`-XX:SharedArchiveFile=${classes}`, ...program], bootstrap)
  let broker = options.running === false ? null : await start()
  const killed = async (signal: NodeJS.Signals) => {
    const ending = broker
    broker = null
    await ending?.end(signal)
  }
  return {
    bootstrap,
    dataDir,
    get pid() {
      if (broker === null) throw new Error('the broker is not running')
      return broker.pid
    },
    async stop() {
      // The data is thrown away, so that there is nothing to shut down in order.
      await killed('SIGKILL')
      await rm(dataDir, { recursive: true, force: true })
    },
    kill: () => killed('SIGKILL'),
    async restart() {
      await killed('SIGTERM')
      broker = await start()
    },
    pause: () => void (broker && process.kill(broker.pid, 'SIGSTOP')),
    resume: () => void (broker && process.kill(broker.pid, 'SIGCONT')),
    secure: secure?.listener ?? null,
  }
}

/** Environment variable with the bootstrap address of a broker that a whole test run shares. */
export const SHARED_KAFKA = 'LOG_SENTINEL_TEST_KAFKA'

/**
 * The address of a broker shared with other test files: the one that the environment names, or one started for
 * this process. Tests keep apart by topic and group names of their own. `release` belongs into `after`.
 */
export async function sharedKafka(): Promise<{ bootstrap: string; release(): Promise<void> }> {
  const running = process.env[SHARED_KAFKA]
  if (running) return { bootstrap: running, release: async () => {} }
  const kafka = await startKafka()
  return { bootstrap: kafka.bootstrap, release: () => kafka.stop() }
}

/** Any 16 bytes do: the clusters of tests never meet. */
const CLUSTER_ID = 'c2VudGluZWwtdGVzdHMtMQ'

const LOG4J = `Configuration:
  Appenders: { Console: { name: STDOUT, PatternLayout: { pattern: "[%d] %p %m (%c)%n" } } }
  Loggers: { Root: { level: WARN, AppenderRef: { ref: STDOUT } } }
`

function serverProperties(
  dataDir: string,
  ports: Readonly<Record<string, number>>,
  /** Where clients are told to come to. */
  advertised: Readonly<Record<string, number>>,
  more: Readonly<Record<string, string>>,
): string {
  const addresses = (ports: Readonly<Record<string, number>>) =>
    Object.entries(ports).map(([name, port]) => `${name}://127.0.0.1:${port}`)
  const protocols = Object.keys(ports).map(name => `${name}:${name === 'SECURE' ? 'SASL_SSL' : 'PLAINTEXT'}`)
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports['CONTROLLER']}`,
    listeners: addresses(ports).join(),
    'advertised.listeners': addresses(advertised)
      .filter(address => !address.startsWith('CONTROLLER'))
      .join(),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': protocols.join(),
    'log.dirs': join(dataDir, 'log'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '2',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    'num.network.threads': '2',
    'num.io.threads': '2',
    // A killed broker is fenced until its session ends; short, so that it serves again soon after a restart.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    ...more,
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

function javaArguments(libraries: string, dataDir: string): string[] {
  return [
    '-Xms64m',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    `-Dlog4j2.configurationFile=${join(dataDir, 'log4j2.yaml')}`,
    '-cp',
    join(libraries, '*'),
  ]
}

interface Broker {
  pid: number
  end(signal: NodeJS.Signals): Promise<void>
}

async function startBroker(java: readonly string[], bootstrap: string): Promise<Broker> {
  const child = spawn('java', java, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output = (output + chunk).slice(-8000)
    })
  const exited = once(child, 'exit')
  // A test process that dies must not leave its broker behind.
  const reap = () => void child.kill('SIGKILL')
  process.once('exit', reap)
  exited.then(
    () => process.removeListener('exit', reap),
    () => {},
  )
  const ended = () => child.exitCode !== null || child.signalCode !== null
  const deadline = Date.now() + SERVING_WITHIN_MS
  while (!(await serves(bootstrap))) {
    if (ended() || Date.now() > deadline) {
      reap()
      throw new Error(`Kafka did not come up at ${bootstrap}; its last words:\n${output}`)
    }
    await sleep(100)
  }
  return {
    pid: child.pid ?? 0,
    async end(signal) {
      if (!ended()) {
        child.kill('SIGCONT')
        child.kill(signal)
      }
      await exited
    },
  }
}

async function serves(bootstrap: string): Promise<boolean> {
  const admin = new Admin({
    clientId: 'test',
    bootstrapBrokers: [bootstrap],
    retries: 0,
    requestTimeout: 2000,
  })
  admin.on('error', () => {})
  try {
    const { brokers } = await admin.metadata({ topics: [] })
    return brokers.size > 0
  } catch {
    return false // Not yet: the caller asks again until its deadline.
  } finally {
    await admin.close()
  }
}
