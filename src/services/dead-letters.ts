import { isSentinelError, SentinelError } from '../errors.ts'
import {
  type KeptLetter,
  type RetryOutcome,
  readDeadLetters,
  retryDeadLetter,
} from '../pipeline/dead-letter-box.ts'
import type { Transport } from '../transport/transport.ts'
import type { ServiceContext } from './context.ts'
import { openTransport } from './parts.ts'

export interface DeadLetterBox {
  /** Oldest first. */
  letters: readonly KeptLetter[]
  retry(letter: KeptLetter): Promise<RetryOutcome>
}

/**
 * Runs `action` on the dead letters of the transport that the settings name.
 * @throws SentinelError DATA_IN_USE while another process holds the embedded log
 */
export async function withDeadLetters<T>(
  context: ServiceContext,
  action: (box: DeadLetterBox) => Promise<T>,
): Promise<T> {
  const transport = await openTransport(context).catch(explainInUse)
  try {
    const letters = await lettersOf(transport)
    return await action({ letters, retry: letter => retryDeadLetter(transport, letter) })
  } finally {
    await transport.close()
  }
}

/** Before the first service ran there is no topic, and no letter. */
async function lettersOf(transport: Transport): Promise<KeptLetter[]> {
  try {
    return await readDeadLetters(transport)
  } catch (error) {
    if (isSentinelError(error, 'NOT_FOUND')) return []
    throw error
  }
}

function explainInUse(error: unknown): never {
  if (!isSentinelError(error, 'DATA_IN_USE')) throw error
  throw new SentinelError('DATA_IN_USE', {
    ...error.details,
    remedy:
      'End `log-sentinel up` for as long as this takes, then start it again: it goes on where it was. ' +
      'Its page shows the letters meanwhile (Kafka, topic sentinel.deadletters)',
  })
}
