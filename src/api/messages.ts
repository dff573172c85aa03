/** A page of raw records: where it starts, how much of it is read, and how bytes become JSON. */
import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { SentinelError } from '../errors.ts'
import type { bytesSchema, MessagesQuery, TopicInfo, TopicMessage } from '../schema/http.ts'
import type { IncomingRecord } from '../transport/transport.ts'
import type { ApiTransport } from './dependencies.ts'
import { describe, invalid } from './validation.ts'

type MessageSource = Pick<ApiTransport, 'topics' | 'read' | 'offsetAt'>
type Partition = TopicInfo['partitions'][number]

const SHOWN_BYTES = 64 * 1024
/** A page that holds this much ends: records may be large. */
const PAGE_BYTES = 16 * 1024 * 1024

const cursorSchema = z.strictObject({
  topic: z.string(),
  partition: z.int().nonnegative(),
  offset: z.int().nonnegative(),
})
type Cursor = z.infer<typeof cursorSchema>

/** @throws SentinelError NOT_FOUND for an unknown topic, REQUEST_INVALID for an unknown partition or a bad cursor. */
export async function readMessages(
  transport: MessageSource,
  topic: string,
  query: MessagesQuery,
): Promise<{ items: TopicMessage[]; next: string | null }> {
  const given = (['offset', 'time', 'cursor'] as const).filter(name => query[name] !== undefined)
  if (given.length > 1)
    throw invalid(`query.${given[1]}`, `${given.join(' and ')} together`, 'only one of them')
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor, topic)
  const partition = await findPartition(transport, topic, cursor?.partition ?? query.partition)
  const start = cursor?.offset ?? (await startOffset(transport, topic, partition, query))

  const items: TopicMessage[] = []
  let next_offset = start
  let bytes = 0
  while (items.length < query.limit && bytes < PAGE_BYTES && next_offset < partition.end_offset) {
    const records = await transport.read(topic, partition.partition, next_offset, query.limit - items.length)
    for (const record of records) {
      items.push(toMessage(record))
      bytes += sizeOf(record)
      next_offset = record.offset + 1
    }
    // Offsets at the end that hold no record, as a transaction's marker, are past.
    if (records.length === 0) next_offset = partition.end_offset
  }
  const more = next_offset < partition.end_offset
  return {
    items,
    next: more ? writeCursor({ topic, partition: partition.partition, offset: next_offset }) : null,
  }
}

async function findPartition(transport: MessageSource, topic: string, number: number): Promise<Partition> {
  const [info] = await transport.topics(topic)
  if (!info) {
    throw new SentinelError('NOT_FOUND', {
      where: 'path.name',
      found: describe(topic),
      expected: 'a topic that GET /api/topics lists',
    })
  }
  const partition = info.partitions.find(candidate => candidate.partition === number)
  if (partition) return partition
  throw invalid(
    'query.partition',
    String(number),
    `one of the ${info.partitions.length} partitions of ${topic}`,
  )
}

async function startOffset(
  transport: MessageSource,
  topic: string,
  { partition, start_offset, end_offset }: Partition,
  { offset, time, limit }: MessagesQuery,
): Promise<number> {
  if (time !== undefined) return transport.offsetAt(topic, partition, Math.max(0, Date.parse(time)))
  if (offset === undefined || offset === 'latest') return Math.max(start_offset, end_offset - limit)
  return Math.max(start_offset, offset)
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function readCursor(text: string, topic: string): Cursor {
  const refused = () => invalid('query.cursor', describe(text), `a \`next\` of the records of ${topic}`)
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    throw refused()
  }
  const parsed = cursorSchema.safeParse(value)
  if (parsed.success && parsed.data.topic === topic) return parsed.data
  throw refused()
}

function toMessage(record: IncomingRecord): TopicMessage {
  return {
    partition: record.partition,
    offset: record.offset,
    time: new Date(record.time_ms).toISOString(),
    key: record.key === null ? null : showBytes(record.key),
    headers: { ...record.headers },
    value: showBytes(record.value),
  }
}

function sizeOf(record: IncomingRecord): number {
  const headers = Object.values(record.headers).reduce((sum, value) => sum + value.length, 0)
  return record.value.length + (record.key?.length ?? 0) + headers
}

/** The first 64 KiB, as text where the whole is UTF-8; a character that the cut goes through is left out. */
export function showBytes(bytes: Uint8Array): z.infer<typeof bytesSchema> {
  const text = isUtf8(bytes)
  let end = Math.min(bytes.length, SHOWN_BYTES)
  if (text) while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  const shown = Buffer.from(bytes.buffer, bytes.byteOffset, end)
  return {
    encoding: text ? 'utf8' : 'base64',
    text: shown.toString(text ? 'utf8' : 'base64'),
    bytes: bytes.length,
  }
}
