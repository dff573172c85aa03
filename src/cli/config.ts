import { createInterface } from 'node:readline'
import { dump } from 'js-yaml'
import { SentinelError } from '../errors.ts'
import { maskSecrets } from '../runtime/load-config.ts'
import { hashPassword } from '../runtime/password.ts'
import type { Command, Invocation } from './command.ts'

/** `log-sentinel config`: what the settings come to, and hashes for `users`. */
export const config: Command = {
  name: 'config',
  summary: 'Print the effective configuration, secrets masked; or hash a password for `users`',
  usage: '[FLAGS] | hash-password < PASSWORD',
  options: {},
  takesSettings: true,
  positionals: 'hash-password',
  async run(invocation) {
    const [action] = invocation.positionals
    if (action === undefined) {
      invocation.stdout.write(dump(maskSecrets(invocation.config())))
      return 0
    }
    if (action !== 'hash-password') {
      throw new SentinelError('USAGE', {
        where: `argument ${action}`,
        found: 'an unknown action',
        expected: 'hash-password, or nothing',
      })
    }
    invocation.stdout.write(`${await hashPassword(await readPassword(invocation))}\n`)
    return 0
  },
}

async function readPassword({ stdin }: Invocation): Promise<string> {
  for await (const line of createInterface({ input: stdin })) {
    if (line !== '') return line
  }
  throw new SentinelError('USAGE', {
    where: 'standard input',
    found: 'nothing',
    expected: 'the password, in one line',
    remedy: 'printf \'%s\' "$PASSWORD" | log-sentinel config hash-password',
  })
}
