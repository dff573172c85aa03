import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingRecord, Transport } from '../../src/transport/transport.ts'

const READ_RECORDS = 10_000
const PAUSE_MS = 5

/** Reads the first partition of a topic as it grows. */
export interface TopicReader {
  /** Resolves once everything that is acknowledged at the moment was read. */
  flush(): Promise<void>
  /** Rejects where reading failed. */
  close(): Promise<void>
}

export function readTopic(
  transport: Pick<Transport, 'read' | 'topics'>,
  topic: string,
  onRecord: (record: IncomingRecord) => void,
): TopicReader {
  let next = 0
  let closed = false
  const run = async () => {
    while (!closed) {
      const records = await transport.read(topic, 0, next, READ_RECORDS)
      for (const record of records) {
        next = record.offset + 1
        onRecord(record)
      }
      if (records.length === 0) await sleep(PAUSE_MS)
    }
  }
  const running = run()
  // Told by whoever waits for what it reads.
  running.catch(() => undefined)
  return {
    async flush() {
      const [info] = await transport.topics(topic)
      const end = info?.partitions[0]?.end_offset ?? 0
      while (next < end) await Promise.race([running, sleep(PAUSE_MS)])
    },
    async close() {
      closed = true
      await running
    },
  }
}
