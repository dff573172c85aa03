import { join } from 'node:path'

/** Where the demonstration writes, and what is read where no source is named. */
export function defaultLog(dataDir: string): string {
  return join(dataDir, 'app.log')
}
