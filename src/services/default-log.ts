import { join } from 'node:path'
import type { Config } from '../schema/config.ts'

/** Whether the configuration names anything to read. */
export function namesSources({ sources, syslog, ingest, journal }: Config): boolean {
  return sources.length > 0 || syslog.listen.length > 0 || ingest.port !== null || journal.enabled
}

/** Where the demonstration writes, and what is read where no source is named. */
export function defaultLog(dataDir: string): string {
  return join(dataDir, 'app.log')
}
