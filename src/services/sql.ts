import { SentinelError } from '../errors.ts'
import type { PgliteStore } from '../store/pglite.ts'
import type { SqlPort } from '../store/sql-port.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'

/**
 * Opens the embedded database to PostgreSQL clients where the configuration asks for it; null where it does not.
 * @throws SentinelError PORT_IN_USE; CONFIG_INVALID where the database is not embedded
 */
export async function openSqlPort({ config, logger }: ServiceContext, store: Store): Promise<SqlPort | null> {
  if (config.sql_port === null) return null
  if (!isEmbedded(store)) {
    throw new SentinelError('CONFIG_INVALID', {
      where: '--sql-port',
      found: 'a port, besides a --database',
      expected: 'a port for the embedded database only',
      remedy: 'Leave --sql-port out: clients connect to the PostgreSQL server itself',
    })
  }
  const { serveSql } = await import('../store/sql-port.ts')
  return await serveSql({ engine: () => store.pglite, port: config.sql_port, logger })
}

const isEmbedded = (store: Store): store is PgliteStore => store.kind === 'embedded' && 'pglite' in store
