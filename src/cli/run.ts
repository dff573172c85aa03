import { isSentinelError, SentinelError } from '../errors.ts'
import type { ConfigSources } from '../runtime/config-sources.ts'
import { plainConfig } from '../runtime/plain-config.ts'
import { printable } from '../runtime/printable.ts'
import { version } from '../version.ts'
import { type Command, type Invocation, optionValue } from './command.ts'
import { findCommand } from './find-command.ts'
import { commandHelp, overview } from './help.ts'
import { parseCommandLine } from './parse.ts'

export type World = Omit<Invocation, 'options' | 'positionals' | 'config'>

const USAGE_CODES = ['USAGE', 'CONFIG_INVALID', 'EXPOSED_WITHOUT_LOGIN'] as const

/**
 * Runs one command line. Resolves with the exit code: 0 done, 1 failed, 2 not understood. What goes wrong is told on
 * standard error in one message, without a stack trace unless it is a defect of the program.
 */
export async function runCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  world: World,
): Promise<number> {
  try {
    return await dispatch(args, commands, world)
  } catch (error) {
    world.stderr.write(describeFailure(error))
    return isSentinelError(error, ...USAGE_CODES) ? 2 : 1
  }
}

async function dispatch(
  args: readonly string[],
  commands: readonly Command[],
  world: World,
): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    world.stdout.write(overview(commands))
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-V') {
    world.stdout.write(`${version()}\n`)
    return 0
  }
  const { command, args: own } = findCommand(commands, name, rest)
  const parsed = parseCommandLine(command, own)
  if (parsed.help) {
    world.stdout.write(commandHelp(command))
    return 0
  }
  const file = optionValue(parsed, 'config') ?? world.environment['LOG_SENTINEL_CONFIG'] ?? null
  return await command.run({
    ...world,
    options: parsed.options,
    positionals: parsed.positionals,
    config: await configReader({ file, environment: world.environment, flags: parsed.settings }),
  })
}

/** The schema of the settings is loaded only where it has something to say. */
async function configReader(sources: ConfigSources): Promise<Invocation['config']> {
  const plain = plainConfig(sources)
  if (plain) return () => plain
  const { loadConfig } = await import('../runtime/load-config.ts')
  return () => loadConfig(sources)
}

/** What people are told of a failure: a stack trace only where the failure is a defect of the program. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof SentinelError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return `log-sentinel: this should not have happened, please report it:\n${printable(text)}\n`
  }
  const { where, found, expected, remedy } = error.details
  const lines = [`log-sentinel: ${where}`, `  found     ${found}`, `  expected  ${expected}`]
  if (remedy) lines.push(`  remedy    ${remedy}`)
  return `${printable(lines.join('\n'))}\n`
}
