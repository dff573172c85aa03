/** Topics, partitions and records in SQLite: every call is one short synchronous step. */
import type { DatabaseSync } from 'node:sqlite'
import { SentinelError } from '../../errors.ts'
import type { TopicInfo } from '../../schema/http.ts'
import type { Bounds } from '../consumption.ts'
import { partitionOfKey } from '../partitioner.ts'
import type { IncomingRecord, OutgoingRecord, PublishResult, TopicSpec } from '../transport.ts'
import { bytes, decodeHeaders, encodeHeaders, integer, text } from './values.ts'

interface Partition {
  log: number
  partition: number
  start: number
  end: number
  last_time_ms: number
}

interface Topic {
  name: string
  retention_ms: number
  compact: boolean
  record_bytes_max: number
  partitions: Partition[]
  /** Where the next record without a key goes. */
  turn: number
}

export type Log = ReturnType<typeof createLog>

export function createLog(database: DatabaseSync) {
  const statements = prepare(database)
  const topics = loadTopics(database)

  function topicOf(name: string): Topic {
    const topic = topics.get(name)
    if (topic === undefined)
      throw new SentinelError('NOT_FOUND', {
        where: `topic ${name}`,
        found: 'no such topic',
        expected: [...topics.keys()].join(', ') || 'a topic',
      })
    return topic
  }

  function partitionOf(name: string, partition: number): Partition {
    const topic = topicOf(name)
    const found = topic.partitions[partition]
    if (found === undefined)
      throw new SentinelError('NOT_FOUND', {
        where: `topic ${name}`,
        found: `partition ${partition}`,
        expected: `0 to ${topic.partitions.length - 1}`,
      })
    return found
  }

  /** All or nothing; the numbers in memory follow only what was committed. */
  function transaction(step: () => void): void {
    database.exec('begin immediate')
    try {
      step()
      database.exec('commit')
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      reload()
      throw error
    }
  }

  function reload(): void {
    for (const [name, { partitions }] of loadTopics(database)) {
      const topic = topics.get(name)
      if (topic) topic.partitions = partitions
    }
  }

  function create(spec: TopicSpec): void {
    if (topics.has(spec.name)) return
    transaction(() => {
      statements.addTopic.run(spec.name, spec.retention_ms, spec.compact ? 1 : 0, spec.record_bytes_max)
      for (let partition = 0; partition < spec.partitions; partition++)
        statements.addLog.run(spec.name, partition)
    })
    const created = loadTopics(database).get(spec.name)
    if (created) topics.set(spec.name, created)
  }

  /** Appends in one transaction; the caller bounds the number and size of `records`. */
  function append(
    name: string,
    records: readonly OutgoingRecord[],
    now_ms: number,
  ): PublishResult['refused'] {
    const topic = topicOf(name)
    const refused: PublishResult['refused'] = []
    const touched = new Set<Partition>()
    const partitions = new Map<string, number>()
    const placeKey = (key: string): number => {
      const partition = partitionOfKey(Buffer.from(key), topic.partitions.length)
      partitions.set(key, partition)
      return partition
    }
    transaction(() => {
      for (const [index, record] of records.entries()) {
        const reason = refusal(topic, record)
        if (reason !== null) {
          refused.push({ index, reason })
          continue
        }
        const { key } = record
        const place =
          record.partition ??
          (key === null ? topic.turn++ % topic.partitions.length : (partitions.get(key) ?? placeKey(key)))
        const partition = topic.partitions[place]
        if (partition === undefined) continue
        // A clock that was set back must not make time fall within a partition.
        if (now_ms > partition.last_time_ms) partition.last_time_ms = now_ms
        if (topic.compact && key !== null) compactKey(partition, key)
        statements.addRecord.run(
          partition.log,
          partition.end,
          partition.last_time_ms,
          key,
          encodeHeaders(record.headers),
          record.value,
        )
        partition.end++
        touched.add(partition)
      }
      for (const { log, end, last_time_ms } of touched) statements.advance.run(end, last_time_ms, log)
    })
    return refused
  }

  /** The key's earlier record goes as soon as there is a later one. */
  function compactKey(partition: Partition, key: string): void {
    const earlier = statements.latest.get(partition.log, key)
    if (earlier !== undefined) statements.removeRecord.run(partition.log, integer(earlier['offset']))
    statements.setLatest.run(partition.log, key, partition.end)
  }

  /** Records from `offset` on, at most `limit` and about `bytes_max`, at least one if there is any. */
  function read(
    name: string,
    partition: number,
    offset: number,
    limit: number,
    bytes_max: number,
  ): IncomingRecord[] {
    const { log } = partitionOf(name, partition)
    const records: IncomingRecord[] = []
    let size = 0
    let lastKey: string | null = null
    let keyBytes: Uint8Array | null = null
    for (const row of statements.read.iterate(log, offset, limit)) {
      const key = row['key'] === null ? null : text(row['key'])
      if (key !== lastKey) {
        // Neighbours mostly share their key, and making buffers is what reading spends its time on.
        lastKey = key
        keyBytes = key === null ? null : Buffer.from(key)
      }
      const record = {
        partition,
        offset: integer(row['offset']),
        time_ms: integer(row['time_ms']),
        key: keyBytes,
        headers: decodeHeaders(row['headers']),
        value: bytes(row['value']),
      }
      size += record.value.length
      if (records.length > 0 && size > bytes_max) break
      records.push(record)
    }
    return records
  }

  /** Binary search: time does not fall with growing offsets. Compaction leaves gaps, hence "at or after". */
  function offsetAt(name: string, partition: number, time_ms: number): number {
    const { log, start, end } = partitionOf(name, partition)
    let low = start
    let high = end
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const row = statements.timeFrom.get(log, middle)
      if (row === undefined || integer(row['time_ms']) >= time_ms) high = middle
      else low = integer(row['offset']) + 1
    }
    const first = statements.timeFrom.get(log, low)
    return first === undefined ? end : integer(first['offset'])
  }

  /** Deletes up to `step` records that retention gave free; true if there may be more. */
  function prune(now_ms: number, step: number): boolean {
    for (const topic of topics.values()) {
      if (topic.compact) continue
      for (const partition of topic.partitions) {
        if (partition.start === partition.end) continue
        const keep = offsetAt(topic.name, partition.partition, now_ms - topic.retention_ms)
        const start = Math.min(keep, partition.start + step)
        if (start === partition.start) continue
        transaction(() => {
          statements.removeBefore.run(partition.log, start)
          statements.setStart.run(start, partition.log)
        })
        partition.start = start
        return true
      }
    }
    return false
  }

  const bounds = (name: string, partition: number): Bounds => {
    const { start, end } = partitionOf(name, partition)
    return { start, end }
  }

  const info = ({ name, partitions }: Topic): TopicInfo => ({
    name,
    partitions: partitions.map(({ partition, start, end }) => ({
      partition,
      start_offset: start,
      end_offset: end,
      replicas: 1,
      in_sync: 1,
    })),
  })

  return {
    create,
    append,
    read,
    offsetAt,
    prune,
    bounds,
    partitions: (name: string) => topicOf(name).partitions.length,
    info: (name: string) => info(topicOf(name)),
    all: () => [...topics.values()].map(info),
  }
}

function refusal(topic: Topic, { key, partition, value }: OutgoingRecord): string | null {
  if (partition !== undefined && !topic.partitions[partition])
    return `partition ${partition}; topic ${topic.name} has ${topic.partitions.length}`
  if (value.length > topic.record_bytes_max)
    return `${value.length} bytes; topic ${topic.name} takes records of at most ${topic.record_bytes_max}`
  if (topic.compact && key === null) return `no key; topic ${topic.name} keeps records by key`
  return null
}

const prepare = (database: DatabaseSync) => ({
  addTopic: database.prepare('insert into topic values (?, ?, ?, ?)'),
  addLog: database.prepare('insert into log (topic, partition) values (?, ?)'),
  addRecord: database.prepare('insert into record values (?, ?, ?, ?, ?, ?)'),
  advance: database.prepare('update log set end_offset = ?, last_time_ms = ? where log = ?'),
  latest: database.prepare('select offset from latest where log = ? and key = ?'),
  setLatest: database.prepare('insert or replace into latest values (?, ?, ?)'),
  removeRecord: database.prepare('delete from record where log = ? and offset = ?'),
  removeBefore: database.prepare('delete from record where log = ? and offset < ?'),
  setStart: database.prepare('update log set start_offset = ? where log = ?'),
  read: database.prepare(
    'select offset, time_ms, key, headers, value from record where log = ? and offset >= ? order by offset limit ?',
  ),
  timeFrom: database.prepare(
    'select offset, time_ms from record where log = ? and offset >= ? order by offset limit 1',
  ),
})

function loadTopics(database: DatabaseSync): Map<string, Topic> {
  const topics = new Map<string, Topic>()
  for (const row of database.prepare('select * from topic order by name').all()) {
    const name = text(row['name'])
    topics.set(name, {
      name,
      retention_ms: integer(row['retention_ms']),
      compact: integer(row['compact']) === 1,
      record_bytes_max: integer(row['record_bytes_max']),
      partitions: [],
      turn: 0,
    })
  }
  for (const row of database.prepare('select * from log order by topic, partition').all())
    topics.get(text(row['topic']))?.partitions.push({
      log: integer(row['log']),
      partition: integer(row['partition']),
      start: integer(row['start_offset']),
      end: integer(row['end_offset']),
      last_time_ms: integer(row['last_time_ms']),
    })
  return topics
}
