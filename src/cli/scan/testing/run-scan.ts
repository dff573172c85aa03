import { Readable, Writable } from 'node:stream'
import { systemClock } from '../../../runtime/clock.ts'
import { runCommandLine } from '../../run.ts'
import { scan } from '../scan.ts'

export interface ScanRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface ScanWorld {
  readonly stdin?: Readable
  readonly signal?: AbortSignal
  /** Called whenever something was written to standard output. */
  readonly onStdout?: () => void
}

/** Runs `log-sentinel scan ARGS...` in this process. */
export async function runScan(args: readonly string[], world: ScanWorld = {}): Promise<ScanRun> {
  const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const stream = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _, done) {
        written[name].push(Buffer.from(chunk))
        if (name === 'stdout') world.onStdout?.()
        done()
      },
    })
  const code = await runCommandLine(['scan', ...args], [scan], {
    environment: {},
    stdin: world.stdin ?? Readable.from([]),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    clock: systemClock,
    signal: world.signal ?? new AbortController().signal,
  })
  const text = (name: keyof typeof written) => Buffer.concat(written[name]).toString()
  return { code, stdout: text('stdout'), stderr: text('stderr') }
}
