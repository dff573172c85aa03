import { commandGroup } from '../command-group.ts'
import { deadLettersList } from './list.ts'
import { deadLettersRetry } from './retry.ts'
import { deadLettersShow } from './show.ts'

/** `log-sentinel deadletters`: records that could not go their way. */
export const deadLetters = commandGroup(
  'deadletters',
  'List, show and send again records that could not go their way',
  [deadLettersList, deadLettersShow, deadLettersRetry],
)
