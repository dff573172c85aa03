import { resolve } from 'node:path'
import { SentinelError } from '../errors.ts'
import { unknownVariables } from '../runtime/load-config.ts'
import { type Config, type SourceSettings, sourceSettingsSchema } from '../schema/config.ts'
import type { ServiceContext } from '../services/context.ts'
import type { Command, Invocation } from './command.ts'

/** The services that run apart, on Kafka and PostgreSQL. */

type Server = 'kafka' | 'database'

interface ServiceOptions {
  name: string
  summary: string
  /** Alone, a service can not share what is embedded in another process. */
  needs: readonly Server[]
  takesFiles?: true
  run(
    services: typeof import('../services/run.ts'),
    context: ServiceContext,
    invocation: Invocation,
  ): Promise<void>
}

const USAGE: Readonly<Record<Server, string>> = {
  kafka: '--kafka HOST:PORT',
  database: '--database postgres://...',
}

export const collector = service({
  name: 'collector',
  summary: 'Tail logs and publish them to Kafka',
  needs: ['kafka'],
  takesFiles: true,
  run: ({ runCollector }, context, { stdin, signal }) => runCollector(context, stdin, signal),
})

export const detector = service({
  name: 'detector',
  summary: 'Match the logs in Kafka against Sigma rules and store the alerts in PostgreSQL',
  needs: ['kafka', 'database'],
  run: ({ runDetector }, context, { signal }) => runDetector(context, signal),
})

export const correlator = service({
  name: 'correlator',
  summary: 'Correlate the matches of the detectors, besides what the detectors do of it themselves',
  needs: ['kafka', 'database'],
  run: ({ runCorrelator }, context, { signal }) => runCorrelator(context, signal),
})

export const dashboard = service({
  name: 'dashboard',
  summary: 'Serve the page and the API over Kafka and PostgreSQL',
  needs: ['kafka', 'database'],
  run: ({ runDashboard }, context, { signal, stdout }) =>
    runDashboard(context, signal, address => {
      stdout.write(`Log Sentinel dashboard on ${address}\n`)
    }),
})

function service({ name, summary, needs, takesFiles, run }: ServiceOptions): Command {
  const servers = needs.map(server => USAGE[server])
  return {
    name,
    summary,
    usage: [...servers, '[FLAGS]', ...(takesFiles ? ['[FILE...|-]'] : [])].join(' '),
    options: {},
    takesSettings: true,
    positionals: takesFiles ? 'FILE' : null,
    async run(invocation) {
      const config = withFiles(invocation.config(), invocation.positionals)
      for (const server of needs) need(config, server, name)
      // Loaded only when one is started, so that the other commands start at once.
      const services = await import('../services/run.ts')
      await run(services, await context(invocation, config), invocation)
      return 0
    },
  }
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

function need(config: Config, server: Server, service: string): void {
  if (server === 'kafka' ? config.kafka.length > 0 : config.database !== null) return
  throw new SentinelError('USAGE', {
    where: `log-sentinel ${service}`,
    found: `no --${server}`,
    expected:
      server === 'kafka' ? '--kafka HOST:PORT' : '--database postgres://USER:PASSWORD@HOST:PORT/DATABASE',
    remedy: `Name one, or run all services in one process with \`log-sentinel up\``,
  })
}
