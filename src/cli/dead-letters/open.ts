import { SentinelError } from '../../errors.ts'
import type { KeptLetter } from '../../pipeline/dead-letter-box.ts'
import type { DeadLetterBox } from '../../services/dead-letters.ts'
import type { Invocation } from '../command.ts'
import { context } from '../services.ts'

/** Runs `action` on the dead letters of the transport that the settings name. */
export async function withDeadLetters(
  invocation: Invocation,
  action: (box: DeadLetterBox) => Promise<number>,
): Promise<number> {
  // Loaded when it is needed, so that the other commands start at once.
  const letters = await import('../../services/dead-letters.ts')
  return await letters.withDeadLetters(await context(invocation, invocation.config()), action)
}

/** The letters that the arguments name, in that order. */
export function namedLetters(letters: readonly KeptLetter[], names: readonly string[]): KeptLetter[] {
  return names.map(name => {
    const letter = letters.find(letter => letter.name === name)
    if (letter) return letter
    throw new SentinelError('NOT_FOUND', {
      where: `argument ${name}`,
      found: 'no dead letter of that name',
      expected: 'PARTITION/OFFSET as `log-sentinel deadletters list` prints it',
    })
  })
}
