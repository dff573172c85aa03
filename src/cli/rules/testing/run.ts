import { Readable, Writable } from 'node:stream'
import type { Clock } from '../../../runtime/clock.ts'
import { runCommandLine } from '../../run.ts'
import { rules } from '../rules.ts'

/** 22 November 2026. */
const clock: Clock = { now: () => Date.UTC(2026, 10, 22, 12), sleep: async () => {} }

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `log-sentinel rules ARGS` on what `stdin` holds, or on a stream. */
export async function runRules(args: readonly string[], stdin: string | Readable = ''): Promise<Ran> {
  const written = { stdout: '', stderr: '' }
  const stream = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _, done) {
        written[name] += chunk
        done()
      },
    })
  const code = await runCommandLine(['rules', ...args], [rules], {
    environment: {},
    stdin: typeof stdin === 'string' ? Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]) : stdin,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    clock,
    signal: new AbortController().signal,
  })
  return { code, ...written }
}
