import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../helpers/free-ports.ts'
import { mountDisk } from './disk.ts'
import { serviceInstance } from './instance.ts'
import { writeSettings } from './settings.ts'
import type { Stack } from './stack.ts'

const DISK_MIB = 512

/** `log-sentinel up`: everything in one process, on a disk of its own where one can be mounted. */
export async function startEmbeddedStack(): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-crash-'))
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  const disk = mountDisk(join(folder, 'up'), DISK_MIB)
  const data = join(folder, 'up', 'data')
  const [port = 0, sqlPort = 0] = await freePorts(2)
  const up = serviceInstance({
    args: [
      ...['up', '--data-dir', data, '--port', `${port}`, '--sql-port', `${sqlPort}`],
      ...['--config', writeSettings(folder), join(logs, '*.log')],
    ],
  })
  await up.start()
  return {
    parts: { up: [up] },
    connections: {},
    disks: typeof disk === 'string' ? disk : { up: disk },
    addDetector: () => null,
    session_ms: 0,
    data,
    logs,
    database: () => `postgres://127.0.0.1:${sqlPort}/postgres`,
    surprises: () => [up.ended() ?? []].flat(),
    lastWords: up.lastWords,
    async close() {
      await up.kill()
      if (typeof disk !== 'string') disk.unmount()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
