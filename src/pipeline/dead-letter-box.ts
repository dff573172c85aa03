/**
 * The dead letters that are kept, and sending them again. A letter that was sent again stays where it is, as all
 * records do; a record behind it, with the header `retried`, says so.
 */
import { DEADLETTERS_TOPIC, LOGS_TOPIC, SIGNALS_TOPIC } from '../schema/topics.ts'
import type { IncomingRecord, OutgoingRecord, Transport } from '../transport/transport.ts'
import { LETTER_HEADERS, outgoingOf, RETRIED_HEADER } from './dead-letter.ts'

const READ_LIMIT = 1000

export interface KeptLetter {
  /** Where it stands: `PARTITION/OFFSET`. */
  name: string
  /** The step that could not take it: `collect`, `detect` or `correlate`. */
  stage: string
  reason: string
  time_ms: number
  /** The size of the record that it was made of; what is kept of it may be less. */
  bytes: number
  retried: boolean
  record: IncomingRecord
}

/** All letters that are kept, oldest first. Anybody may write to the topic: what is missing is empty. */
export async function readDeadLetters(transport: Pick<Transport, 'topics' | 'read'>): Promise<KeptLetter[]> {
  const [topic] = await transport.topics(DEADLETTERS_TOPIC)
  const letters = new Map<string, KeptLetter>()
  for (const { partition, start_offset, end_offset } of topic?.partitions ?? []) {
    for (let next = start_offset; next < end_offset; ) {
      const records = await transport.read(DEADLETTERS_TOPIC, partition, next, READ_LIMIT)
      for (const record of records) {
        next = record.offset + 1
        const retried = record.headers[RETRIED_HEADER]
        if (retried === undefined) {
          const name = `${partition}/${record.offset}`
          letters.set(name, letterOf(name, record))
          continue
        }
        const letter = letters.get(retried)
        if (letter) letter.retried = true
      }
      // Offsets at the end that hold no record, as a transaction's marker, are past.
      if (records.length === 0) break
    }
  }
  return [...letters.values()].sort((a, b) => a.time_ms - b.time_ms)
}

export type RetryOutcome = { sent: true } | { sent: false; reason: string }

/**
 * Sends the record of a letter to the topic that it was meant for, under the id that it had: sent twice, it is seen as
 * one. Only then the letter is marked. A record of which only the beginning was kept is not sent.
 */
export async function retryDeadLetter(
  transport: Pick<Transport, 'publish'>,
  letter: KeptLetter,
): Promise<RetryOutcome> {
  const { name, record, bytes, stage } = letter
  if (record.value.length < bytes)
    return { sent: false, reason: `only the first ${record.value.length} of its ${bytes} bytes were kept` }
  const outgoing = outgoingOf(record)
  const headers = Object.fromEntries(
    Object.entries(outgoing.headers).filter(([header]) => !LETTER_HEADERS.includes(header)),
  )
  // A record without an id has that of its place, which is another one each time.
  headers['id'] ??= `${DEADLETTERS_TOPIC}/${name}`
  const again: OutgoingRecord = { ...outgoing, headers }
  const topic = stage === 'correlate' ? SIGNALS_TOPIC : LOGS_TOPIC
  const { refused } = await transport.publish(topic, [again])
  const [first] = refused
  if (first) return { sent: false, reason: first.reason }
  const mark: OutgoingRecord = {
    key: outgoing.key,
    value: Buffer.alloc(0),
    headers: { [RETRIED_HEADER]: name },
  }
  await transport.publish(DEADLETTERS_TOPIC, [mark])
  return { sent: true }
}

function letterOf(name: string, record: IncomingRecord): KeptLetter {
  const { stage = '', reason = '', bytes } = record.headers
  const { time_ms, value } = record
  const size = /^\d{1,15}$/.test(bytes ?? '') ? Number(bytes) : value.length
  return { name, stage, reason, time_ms, bytes: size, retried: false, record }
}
