import { defaultLog, namesSources } from '../services/default-log.ts'
import type { Command } from './command.ts'
import { context, withFiles } from './services.ts'

/** `log-sentinel up`: everything in one process. */
export const up: Command = {
  name: 'up',
  summary: 'Run collector, detector and dashboard in one process; nothing else is needed',
  usage: '[FLAGS] [FILE...|-]',
  options: {},
  takesSettings: true,
  positionals: 'FILE',
  async run(invocation) {
    const config = withFiles(invocation.config(), invocation.positionals)
    const demonstration = !namesSources(config) && config.simulation_rate > 0
    const { stdout } = invocation
    const { runAll } = await import('../services/run.ts')
    await runAll(
      await context(invocation, config),
      {
        simulation: demonstration
          ? { file: defaultLog(config.data_dir), rate: config.simulation_rate }
          : null,
        onListening(address, sql) {
          stdout.write(`Log Sentinel is on ${address}\n`)
          if (sql) stdout.write(`SQL for any PostgreSQL client on ${sql}\n`)
          if (demonstration)
            stdout.write(
              `A threat simulation writes to ${defaultLog(config.data_dir)}; name files to read your own logs\n`,
            )
          stdout.write('Ctrl-C ends it\n')
        },
        summary: stdout,
        stdin: invocation.stdin,
      },
      invocation.signal,
    )
    return 0
  },
}
