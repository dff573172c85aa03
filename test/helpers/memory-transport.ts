/** The slice of the transport that the API reads, over arrays. */
import type { ApiTransport } from '../../src/api/dependencies.ts'
import { SentinelError } from '../../src/errors.ts'
import type { TopicInfo } from '../../src/schema/http.ts'
import { type IncomingRecord, READ_BYTES_MAX } from '../../src/transport/transport.ts'

export class MemoryTransport implements ApiTransport {
  readonly kind = 'embedded'
  /** While true every method rejects, as when the broker is away. */
  away = false
  readonly #topics = new Map<string, IncomingRecord[][]>()

  addTopic(name: string, partitions: number): void {
    this.#topics.set(
      name,
      Array.from({ length: partitions }, () => []),
    )
  }

  append(topic: string, partition: number, record: Omit<IncomingRecord, 'partition' | 'offset'>): void {
    const records = this.#topics.get(topic)?.[partition]
    records?.push({ ...record, partition, offset: records.length })
  }

  async topics(name?: string): Promise<TopicInfo[]> {
    this.#check()
    if (name !== undefined && !this.#topics.has(name)) {
      throw new SentinelError('NOT_FOUND', { where: 'topic', found: name, expected: 'a topic' })
    }
    return [...this.#topics]
      .filter(([topic]) => name === undefined || topic === name)
      .map(([topic, partitions]) => ({
        name: topic,
        partitions: partitions.map((records, partition) => ({
          partition,
          start_offset: 0,
          end_offset: records.length,
          replicas: 1,
          in_sync: 1,
        })),
      }))
  }

  async read(topic: string, partition: number, offset: number, limit: number): Promise<IncomingRecord[]> {
    this.#check()
    let bytes = 0
    const records = this.#records(topic, partition).slice(offset, offset + limit)
    return records.filter((record, index) => {
      bytes += record.value.length
      return index === 0 || bytes <= READ_BYTES_MAX
    })
  }

  async offsetAt(topic: string, partition: number, time_ms: number): Promise<number> {
    this.#check()
    const records = this.#records(topic, partition)
    return records.find(record => record.time_ms >= time_ms)?.offset ?? records.length
  }

  async ping(): Promise<void> {
    this.#check()
  }

  #records(topic: string, partition: number): IncomingRecord[] {
    return this.#topics.get(topic)?.[partition] ?? []
  }

  #check(): void {
    if (!this.away) return
    throw new SentinelError('KAFKA_UNAVAILABLE', {
      where: 'kafka',
      found: 'no answer',
      expected: 'an answer',
    })
  }
}
