import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createApi } from '../api/api.ts'
import { createStatusBoard, publishStatus } from '../pipeline/status-topic.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'
import { baseStatus, type ServiceContext } from './context.ts'
import { listen } from './listen.ts'
import { prepareStore, prepareTransport } from './parts.ts'
import { keepRetention } from './retention.ts'
import { together } from './together.ts'

const DASHBOARD_PORT = 8081
const HOUR_MS = 3_600_000

/** The dashboard: API and page over the store and the transport. */
export interface Dashboard {
  /** Where the page is. */
  address: string
  run(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Builds the dashboard and listens. */
export async function openDashboard(
  context: ServiceContext,
  transport: Transport,
  store: Store,
): Promise<Dashboard> {
  const { config, clock, logger, problems, registry } = context
  const board = createStatusBoard({ transport, clock, logger })
  const api = await createApi(
    { store, transport, pipelineView: board, registry, clock, logger, ready: async () => problems.list() },
    {
      web_dir: pageFolder(),
      users: config.users,
      session_ttl_ms: config.session_hours * HOUR_MS,
      host: config.host,
      allowed_hosts: config.allowed_hosts,
      version: context.version,
    },
  )
  const address = await listen(api, config, config.port ?? DASHBOARD_PORT)
  return {
    address,
    async run(signal) {
      await Promise.all([prepareTransport(context, transport, signal), prepareStore(context, store, signal)])
      await together(signal, [
        signal => board.run(signal),
        signal => publishStatus(() => baseStatus(context, 'dashboard'), { transport, clock, logger }, signal),
        signal => keepRetention(context, store, signal),
      ])
    },
    close: () => api.close(),
  }
}

/** `dist/web` of the package or checkout; null where the page was not built. */
function pageFolder(): string | null {
  for (const candidate of ['../../dist/web', '../web']) {
    const folder = fileURLToPath(new URL(candidate, import.meta.url))
    if (existsSync(`${folder}/index.html`)) return folder
  }
  return null
}
