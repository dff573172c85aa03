import { SentinelError } from '../../errors.ts'
import { printable } from '../../runtime/printable.ts'
import { type Command, hasOption } from '../command.ts'
import { namedLetters, withDeadLetters } from './open.ts'

/** `log-sentinel deadletters retry`: sends letters where their records were meant to go. Exit code 1 if one was not. */
export const deadLettersRetry: Command = {
  name: 'deadletters retry',
  summary: 'Send dead letters again, under the ids that their records had',
  usage: '[FLAGS] --all | LETTER...',
  options: { all: { type: 'boolean', description: 'every letter that was not sent again yet' } },
  takesSettings: true,
  positionals: 'LETTER',
  async run(invocation) {
    const { positionals, stdout } = invocation
    const all = hasOption(invocation, 'all')
    if (all === positionals.length > 0) {
      throw new SentinelError('USAGE', {
        where: 'log-sentinel deadletters retry',
        found: all ? '--all and letters' : 'neither --all nor a letter',
        expected: 'one of them: --all, or PARTITION/OFFSET as `log-sentinel deadletters list` prints it',
      })
    }
    return await withDeadLetters(invocation, async ({ letters, retry }) => {
      const chosen = all ? letters.filter(({ retried }) => !retried) : namedLetters(letters, positionals)
      let failed = 0
      for (const letter of chosen) {
        const outcome = await retry(letter)
        if (!outcome.sent) failed++
        stdout.write(
          `${letter.name}  ${outcome.sent ? 'sent again' : `not sent: ${printable(outcome.reason)}`}\n`,
        )
      }
      stdout.write(`${chosen.length - failed} of ${chosen.length} sent again\n`)
      return failed === 0 ? 0 : 1
    })
  },
}
