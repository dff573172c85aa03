import { fileURLToPath } from 'node:url'

/**
 * An empty embedded database that a new one begins as a copy of. A checkout's set-up makes it; where it is missing, as
 * in the published package, the database is made from nothing, which takes a few seconds more.
 */
export const DATABASE_TEMPLATE = fileURLToPath(new URL('../../.cache/database-template', import.meta.url))
