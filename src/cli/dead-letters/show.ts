import { SentinelError } from '../../errors.ts'
import { printable } from '../../runtime/printable.ts'
import type { Command } from '../command.ts'
import { namedLetters, withDeadLetters } from './open.ts'

/** `log-sentinel deadletters show`: all that is kept of some letters. */
export const deadLettersShow: Command = {
  name: 'deadletters show',
  summary: 'Show what is kept of dead letters',
  usage: '[FLAGS] LETTER...',
  options: {},
  takesSettings: true,
  positionals: 'LETTER',
  async run(invocation) {
    const { positionals, stdout } = invocation
    if (positionals.length === 0) {
      throw new SentinelError('USAGE', {
        where: 'log-sentinel deadletters show',
        found: 'no letter',
        expected: 'PARTITION/OFFSET as `log-sentinel deadletters list` prints it',
      })
    }
    return await withDeadLetters(invocation, async ({ letters }) => {
      for (const { name, time_ms, bytes, record } of namedLetters(letters, positionals)) {
        const kept = record.value.length < bytes ? `, ${record.value.length} of them kept` : ''
        const headers = Object.entries(record.headers).map(([header, value]) => `${header}: ${value}`)
        const head = [`letter: ${name}`, `time: ${new Date(time_ms).toISOString()}`, ...headers]
        stdout.write(`${head.map(line => printable(line).replaceAll('\n', ' ')).join('\n')}\n`)
        stdout.write(`${bytes} bytes${kept}:\n${printable(Buffer.from(record.value).toString('utf8'))}\n\n`)
      }
      return 0
    })
  },
}
