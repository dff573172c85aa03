import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment, type Program, startProgram, watchProgram } from '../helpers/program.ts'

/** Something that runs and can be taken away: a service as a process, or a server. */
export interface Instance {
  /** SIGKILL; resolves once it is gone. */
  kill(): Promise<void>
  /** Brings it back with the data that it left. */
  start(): Promise<void>
  /** SIGSTOP: it keeps its connections and does nothing. */
  pause(): Promise<void>
  resume(): Promise<void>
}

export interface ServiceInstance extends Instance {
  /** SIGTERM; resolves once it has ended in order. */
  stop(): Promise<void>
  /** The end of its log. */
  lastWords(): string
  /** Why it ended, where nobody asked it to; null otherwise. */
  ended(): string | null
}

export interface ServiceOptions {
  args: readonly string[]
  /** A program of the tests in place of `log-sentinel`. */
  program?: string | undefined
}

const LOG_SHOWN = 2000
/** Where programs of the tests keep what they compiled, as `log-sentinel` does. */
const COMPILED = join(tmpdir(), 'node-compile-cache')

const processes = new Set<Program>()
// A test process that dies must not leave its services behind.
process.on('exit', () => {
  for (const { child } of processes) child.kill('SIGKILL')
})

/** `log-sentinel ARGS...` as a process. */
export function serviceInstance({ args, program }: ServiceOptions): ServiceInstance {
  const begin = () =>
    program === undefined
      ? startProgram(args)
      : watchProgram(
          spawn(process.execPath, [program, ...args], {
            env: { ...cleanEnvironment(), NODE_COMPILE_CACHE: COMPILED },
            stdio: ['ignore', 'pipe', 'pipe'],
          }),
        )
  let running: Program | null = null
  let surprise: string | null = null
  const end = async (way: 'kill' | 'stop') => {
    const ending = running
    running = null
    ending?.child.kill('SIGCONT')
    const code = await ending?.[way]()
    if (ending) processes.delete(ending)
    return code
  }
  return {
    async start() {
      await end('kill')
      const started = begin()
      running = started
      processes.add(started)
      void started.ended.then(how => {
        if (running !== started) return
        surprise = `${args[0]} ended by itself with ${how}:\n${started.stderr().slice(-LOG_SHOWN)}`
      })
    },
    async kill() {
      await end('kill')
    },
    async stop() {
      const code = await end('stop')
      // Asked so early that it had not begun to listen, it ends by the signal.
      if (code !== 0 && code !== 'SIGTERM' && code !== undefined)
        surprise = `${args[0]} was asked to end and ended with ${code}`
    },
    pause: async () => void running?.child.kill('SIGSTOP'),
    resume: async () => void running?.child.kill('SIGCONT'),
    lastWords: () => `${args[0]}:\n${running?.stderr().slice(-LOG_SHOWN) ?? 'not running'}`,
    ended: () => surprise,
  }
}
