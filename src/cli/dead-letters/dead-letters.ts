import { SentinelError } from '../../errors.ts'
import type { Command } from '../command.ts'
import { deadLettersList } from './list.ts'
import { deadLettersRetry } from './retry.ts'
import { deadLettersShow } from './show.ts'

const actions: readonly Command[] = [deadLettersList, deadLettersShow, deadLettersRetry]

/** `log-sentinel deadletters`: records that could not go their way. */
export const deadLetters: Command = {
  name: 'deadletters',
  summary: 'List, show and send again records that could not go their way',
  usage: actions.map(({ name }) => name.replace('deadletters ', '')).join('|'),
  options: {},
  takesSettings: false,
  positionals: 'ACTION',
  actions,
  async run() {
    throw new SentinelError('USAGE', {
      where: 'log-sentinel deadletters',
      found: 'no action',
      expected: actions.map(({ name }) => name).join(', '),
      remedy: '`log-sentinel deadletters --help` tells what they do',
    })
  },
}
