import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of a file system that keeps times in steps of its own, or on another machine. */
const LAG_MS = 20

/**
 * The time that no file born from now on can be older than, in nanoseconds since 1970. The clock that stamps files
 * stands still between ticks, and on a machine that is short of processors for much longer than a tick, so that a file
 * can be older than the moment before it was made: this asks that clock, by a file made in `folder`.
 */
export function fileClock(folder: string, now_ms: number): bigint {
  const clock_ns = BigInt(Math.floor(now_ms) - LAG_MS) * 1_000_000n
  const probe = join(folder, 'clock')
  try {
    writeFileSync(probe, '')
    const { mtimeNs } = statSync(probe, { bigint: true })
    rmSync(probe)
    return mtimeNs < clock_ns ? mtimeNs : clock_ns
  } catch {
    // A full disk: the time is right on all but a machine that is overloaded as well.
    return clock_ns
  }
}
