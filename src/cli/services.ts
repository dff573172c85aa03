import { resolve } from 'node:path'
import { SentinelError } from '../errors.ts'
import { unknownVariables } from '../runtime/load-config.ts'
import { type Config, type SourceSettings, sourceSettingsSchema } from '../schema/config.ts'
import type { ServiceContext } from '../services/context.ts'
import type { Command, Invocation } from './command.ts'

/**
 * The services that run apart, on Kafka and PostgreSQL. What they are made of is loaded when one is started, so
 * that the other commands start at once.
 */
const services = () => import('../services/run.ts')

export const collector: Command = {
  name: 'collector',
  summary: 'Tail logs and publish them to Kafka',
  usage: '--kafka HOST:PORT [FLAGS] [FILE...|-]',
  options: {},
  takesSettings: true,
  positionals: 'FILE',
  async run(invocation) {
    const config = withFiles(invocation.config(), invocation.positionals)
    needs(config, ['kafka'], 'collector')
    const { runCollector } = await services()
    await runCollector(await context(invocation, config), invocation.stdin, invocation.signal)
    return 0
  },
}

export const detector: Command = {
  name: 'detector',
  summary: 'Match the logs in Kafka against Sigma rules and store the alerts in PostgreSQL',
  usage: '--kafka HOST:PORT --database postgres://... [FLAGS]',
  options: {},
  takesSettings: true,
  positionals: null,
  async run(invocation) {
    const config = invocation.config()
    needs(config, ['kafka', 'database'], 'detector')
    const { runDetector } = await services()
    await runDetector(await context(invocation, config), invocation.signal)
    return 0
  },
}

export const correlator: Command = {
  name: 'correlator',
  summary: 'Correlate the matches of the detectors, besides what the detectors do of it themselves',
  usage: '--kafka HOST:PORT --database postgres://... [FLAGS]',
  options: {},
  takesSettings: true,
  positionals: null,
  async run(invocation) {
    const config = invocation.config()
    needs(config, ['kafka', 'database'], 'correlator')
    const { runCorrelator } = await services()
    await runCorrelator(await context(invocation, config), invocation.signal)
    return 0
  },
}

export const dashboard: Command = {
  name: 'dashboard',
  summary: 'Serve the page and the API over Kafka and PostgreSQL',
  usage: '--kafka HOST:PORT --database postgres://... [FLAGS]',
  options: {},
  takesSettings: true,
  positionals: null,
  async run(invocation) {
    const config = invocation.config()
    needs(config, ['kafka', 'database'], 'dashboard')
    const { runDashboard } = await services()
    await runDashboard(await context(invocation, config), invocation.signal, address => {
      invocation.stdout.write(`Log Sentinel dashboard on ${address}\n`)
    })
    return 0
  },
}

export async function context(
  { clock, stderr, environment }: Invocation,
  config: Config,
): Promise<ServiceContext> {
  const [{ createLogger }, { createContext }] = await Promise.all([
    import('../runtime/logging.ts'),
    import('../services/context.ts'),
  ])
  const logger = createLogger(config, stderr)
  const context = createContext(config, clock, logger)
  for (const variable of unknownVariables(environment))
    logger.warn({ variable }, 'environment variable is no setting and has no effect')
  return context
}

/** Files named on the command line are read besides those of the configuration. */
export function withFiles(config: Config, files: readonly string[]): Config {
  return {
    ...config,
    sources: [...config.sources, ...files.map(sourceOf)],
  }
}

/** @throws SentinelError USAGE where it can not be the name of a source */
function sourceOf(file: string): SourceSettings {
  const parsed = sourceSettingsSchema.safeParse(file === '-' ? file : resolve(file))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new SentinelError('USAGE', { where: 'FILE', found: file, expected: issue?.message ?? 'a path' })
}

/** Alone, a service can not share what is embedded in another process. */
function needs(config: Config, settings: readonly ('kafka' | 'database')[], service: string): void {
  for (const setting of settings) {
    if (setting === 'kafka' ? config.kafka.length > 0 : config.database !== null) continue
    throw new SentinelError('USAGE', {
      where: `log-sentinel ${service}`,
      found: `no --${setting}`,
      expected:
        setting === 'kafka' ? '--kafka HOST:PORT' : '--database postgres://USER:PASSWORD@HOST:PORT/DATABASE',
      remedy: `Name one, or run all services in one process with \`log-sentinel up\``,
    })
  }
}
