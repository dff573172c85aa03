import { SentinelError } from '../errors.ts'
import { nearest } from '../sigma/nearest.ts'
import type { Command } from './command.ts'

/** The command that a command line names, and the arguments that are left for it. */
export interface FoundCommand {
  command: Command
  args: readonly string[]
}

/**
 * Finds the command called `name`; of one with actions the one that the next argument names. Where that is no name
 * (nothing, or a flag such as `--help`) it is the command itself.
 * @throws SentinelError USAGE
 */
export function findCommand(
  commands: readonly Command[],
  name: string,
  args: readonly string[],
  parent?: Command,
): FoundCommand {
  const full = parent ? `${parent.name} ${name}` : name
  const command = commands.find(candidate => candidate.name === full)
  if (!command) {
    const names = commands.map(candidate => candidate.name)
    const guess = nearest(full, names)
    throw new SentinelError('USAGE', {
      where: `command ${full}`,
      found: 'a name that is no command',
      expected: names.join(', '),
      ...(guess && { remedy: `Did you mean ${guess}?` }),
    })
  }
  const [next, ...rest] = args
  if (!command.actions || next === undefined || next.startsWith('-')) return { command, args }
  return findCommand(command.actions, next, rest, command)
}
