import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Log Sentinel as a process of its own, the way a user starts it. */
export interface Program {
  readonly child: ChildProcess
  /** What it printed so far. */
  stdout(): string
  stderr(): string
  /** Resolves with the match once standard output holds it; rejects when the program ends first. */
  waitFor(pattern: RegExp, timeout_ms?: number): Promise<RegExpMatchArray>
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Asks it to end (SIGTERM). */
  stop(): Promise<number | NodeJS.Signals>
  /** Ends it without a chance to say good-bye (SIGKILL). */
  kill(): Promise<number | NodeJS.Signals>
}

const main = fileURLToPath(new URL('../../bin/log-sentinel.js', import.meta.url))

export interface ProgramOptions {
  environment?: Readonly<Record<string, string>>
  cwd?: string
  input?: string
}

/** Starts `log-sentinel ARGS...`. The environment's own settings do not reach it. */
export function startProgram(args: readonly string[], options: ProgramOptions = {}): Program {
  return watchProgram(
    spawn(process.execPath, [main, ...args], {
      cwd: options.cwd,
      env: { ...cleanEnvironment(), ...options.environment },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    }),
    options.input,
  )
}

/** Runs `log-sentinel ARGS...` to its end. */
export async function runProgram(
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<{ code: number | NodeJS.Signals; stdout: string; stderr: string }> {
  const program = startProgram(args, options)
  const code = await program.ended
  return { code, stdout: program.stdout(), stderr: program.stderr() }
}

export function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(LOG_SENTINEL_|NODE_)/.test(entry[0]),
  )
  return Object.fromEntries(entries)
}

export function watchProgram(child: ChildProcess, input?: string): Program {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  if (input !== undefined) child.stdin?.end(input)
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    return await ended
  }
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async waitFor(pattern, timeout_ms = 60_000) {
      const deadline = Date.now() + timeout_ms
      let over: number | NodeJS.Signals | undefined
      void ended.then(code => {
        over = code
      })
      for (;;) {
        const match = stdout.match(pattern)
        if (match) return match
        if (over !== undefined)
          throw new Error(`ended with ${over} before printing ${pattern}\n${stdout}\n${stderr}`)
        if (Date.now() > deadline)
          throw new Error(`did not print ${pattern} in ${timeout_ms} ms\n${stdout}\n${stderr}`)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
  }
}
