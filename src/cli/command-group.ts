import { SentinelError } from '../errors.ts'
import type { Command } from './command.ts'

/** A command that only leads to its actions, whose names begin with its own: `rules` to `rules check`. */
export function commandGroup(name: string, summary: string, actions: readonly Command[]): Command {
  return {
    name,
    summary,
    usage: actions.map(action => action.name.replace(`${name} `, '')).join('|'),
    options: {},
    takesSettings: false,
    positionals: 'ACTION',
    actions,
    async run() {
      throw new SentinelError('USAGE', {
        where: `log-sentinel ${name}`,
        found: 'no action',
        expected: actions.map(action => action.name).join(', '),
        remedy: `\`log-sentinel ${name} --help\` tells what they do`,
      })
    },
  }
}
