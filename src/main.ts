import process from 'node:process'
import { commandsFor } from './cli/load-commands.ts'
import { describeFailure, runCommandLine } from './cli/run.ts'
import { systemClock } from './runtime/clock.ts'

/** How long what is being closed may take once the command is done. */
const LINGER_MS = 3000

/**
 * The process: the only place that handles signals and sets exit codes. The first SIGINT or SIGTERM asks the command
 * to end, a second one ends the process at once.
 */
export async function runProcess(args: readonly string[]): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143)
      stop.abort()
    })
  }
  if (process.env['LOG_SENTINEL_SUPERVISED'] === '1') {
    // Started by an older Node that only passes signals on: a kill of that one must be a kill of this one.
    process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  }
  // What nobody caught is a defect; it is told like every other failure, and ends the process.
  process.on('uncaughtException', error => {
    process.stderr.write(describeFailure(error))
    process.exit(1)
  })
  // A reader that went away (`log-sentinel rules list | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  const exitCode = await runCommandLine(args, await commandsFor(args[0]), {
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    signal: stop.signal,
  })
  process.exitCode = exitCode
  // What did not let go, a broken database for example, must not keep a process that has nothing left to do.
  setTimeout(() => process.exit(exitCode), LINGER_MS).unref()
  process.removeAllListeners('disconnect')
  if (process.connected) process.disconnect?.()
}
