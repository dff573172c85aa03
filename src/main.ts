import process from 'node:process'
import { commands } from './cli/commands.ts'
import { runCommandLine } from './cli/run.ts'
import { systemClock } from './runtime/clock.ts'

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
  // A reader that went away (`log-sentinel rules list | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  const exitCode = await runCommandLine(args, commands, {
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    signal: stop.signal,
  })
  process.exitCode = exitCode
  process.removeAllListeners('disconnect')
  if (process.connected) process.disconnect?.()
}
