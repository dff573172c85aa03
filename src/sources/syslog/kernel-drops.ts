/**
 * Datagrams that the kernel dropped because this process was too slow to take them: Linux counts them for each socket
 * and tells in `/proc/net/udp` (proc_net_udp(5)), which no other call does.
 */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { Clock } from '../../runtime/clock.ts'

const READ_EVERY_MS = 1000

/** How many were dropped since the socket was opened; null where nothing tells, or not which socket is meant. */
function kernelDrops(table: string, port: number): number | null {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = table
    .split('\n')
    .slice(1)
    .map(row => row.trim().split(/\s+/))
    .filter(columns => columns[1]?.endsWith(local))
  const drops = rows.length === 1 ? Number(rows[0]?.at(-1)) : Number.NaN
  return Number.isSafeInteger(drops) ? drops : null
}

/** Calls `onDrops` with what was dropped since the last look, each second until `signal` is aborted. */
export async function watchKernelDrops(
  { host, port }: { host: string; port: number },
  onDrops: (count: number) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const path = isIP(host) === 6 ? '/proc/net/udp6' : '/proc/net/udp'
  let known = 0
  const look = async () => {
    const drops = kernelDrops(await readFile(path, 'latin1'), port) ?? known
    if (drops > known) onDrops(drops - known)
    known = drops
  }
  try {
    while (!signal.aborted) {
      await clock.sleep(READ_EVERY_MS, signal)
      if (!signal.aborted) await look()
    }
  } catch (error) {
    // Other systems have no such file, and count nothing.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
