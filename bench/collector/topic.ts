/** What a broker has of a topic: the judge of every way into Kafka that is measured. */
import { Admin, ListOffsetTimestamps } from '@platformatic/kafka'

export interface TopicWatch {
  /** Creates the topic as the collector creates its own. */
  create(topic: string): Promise<void>
  /** Records that the topic ever took, over all partitions; 0 while there is no such topic. */
  records(topic: string): Promise<number>
  close(): Promise<void>
}

export const PARTITIONS = 6
const RECORD_BYTES_MAX = 16 * 1024 * 1024

export function watchTopics(bootstrap: string): TopicWatch {
  const open = () => new Admin({ clientId: 'bench', bootstrapBrokers: [bootstrap], retries: 0 })
  let admin = open()
  const partitions = Array.from({ length: PARTITIONS }, (_, partitionIndex) => ({
    partitionIndex,
    timestamp: ListOffsetTimestamps.LATEST,
  }))
  return {
    async create(topic) {
      await admin.createTopics({
        topics: [topic],
        partitions: PARTITIONS,
        replicas: 1,
        configs: [{ name: 'max.message.bytes', value: String(RECORD_BYTES_MAX) }],
      })
    },
    async records(topic) {
      const [found] = await admin
        .listOffsets({ topics: [{ name: topic, partitions }] })
        .catch(async error => {
          // What a client knows of a broker's partitions does not outlive the broker.
          const failed = admin
          admin = open()
          await failed.close()
          throw error
        })
      return (found?.partitions ?? []).reduce((sum, { offset }) => sum + Number(offset), 0)
    },
    close: () => admin.close(),
  }
}
