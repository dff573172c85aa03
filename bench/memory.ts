import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/** The resident memory of a process, in MiB, as the kernel of Linux counts it. */
export interface Memory {
  now: number
  peak: number
}

/** Null where the system does not tell. */
export function memoryOf(pid: number | undefined): Memory | null {
  if (process.platform !== 'linux' || pid === undefined) return null
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mebibytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') }
}

const SETTLED_MS = 500

/** What Node.js takes before it does anything. */
export async function bareNodeMemory(): Promise<Memory | null> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  try {
    await sleep(SETTLED_MS)
    return memoryOf(child.pid)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}
