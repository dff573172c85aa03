import { printable } from '../../runtime/printable.ts'
import { type Command, hasOption } from '../command.ts'
import { withDeadLetters } from './open.ts'

/** `log-sentinel deadletters list`: one line for each letter. */
export const deadLettersList: Command = {
  name: 'deadletters list',
  summary: 'List dead letters, oldest first',
  usage: '[--all] [FLAGS]',
  options: { all: { type: 'boolean', description: 'also those that were sent again' } },
  takesSettings: true,
  positionals: null,
  run: invocation =>
    withDeadLetters(invocation, async ({ letters }) => {
      const shown = letters.filter(({ retried }) => !retried || hasOption(invocation, 'all'))
      for (const { name, stage, reason, time_ms, bytes, retried, record } of shown) {
        const time = new Date(time_ms).toISOString()
        const source = record.headers['source'] ?? Buffer.from(record.key ?? []).toString()
        const state = retried ? 'sent again' : 'kept'
        const line = [name, time, stage, state, `${bytes} bytes`, source, reason].join('  ')
        invocation.stdout.write(`${printable(line).replaceAll('\n', ' ')}\n`)
      }
      if (shown.length === 0) invocation.stdout.write('no dead letters\n')
      return 0
    }),
}
