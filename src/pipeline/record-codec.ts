import type { LogRecord, RecordPosition } from '../schema/log-record.ts'
import { type Logsource, logsourceSchema } from '../schema/logsource.ts'
import type { SourceRecord } from '../sources/source.ts'
import type { IncomingRecord, OutgoingRecord } from '../transport/transport.ts'

/**
 * A log record on the wire. The value is the record byte for byte and the key is its source; the headers are few
 * and short because they are paid for on every line:
 *
 * | header | value |
 * | --- | --- |
 * | `id` | the record's id |
 * | `host` | the machine it was written on |
 * | `source` | where it is not the key |
 * | `logsource` | `product=linux&service=sshd`, where the configuration names one |
 *
 * All of them may be missing: other shippers write to the topic too.
 */

/** A foreign producer's header is no reason to keep megabytes of it with every alert. */
const HEADER_LENGTH_MAX = 4096

/** `host` is this machine, which the record was written on unless it says otherwise. */
export function encodeRecord(record: SourceRecord, host: string): OutgoingRecord {
  const headers: Record<string, string> = { id: record.id, host: record.host ?? host }
  const logsource = encodeLogsource(record.logsource)
  if (logsource !== '') headers['logsource'] = logsource
  return { key: record.source, value: record.value, headers }
}

/** Never fails: what is missing or malformed in key and headers is taken as not given. */
export function decodeRecord(record: IncomingRecord, topic: string): LogRecord {
  const { headers } = record
  return {
    id: header(headers['id']) ?? positionId({ topic, partition: record.partition, offset: record.offset }),
    host: header(headers['host']) ?? '',
    source: header(headers['source']) ?? keyText(record.key) ?? topic,
    logsource: decodeLogsource(header(headers['logsource'])),
    value: record.value,
    received_ms: record.time_ms,
  }
}

const positionId = ({ topic, partition, offset }: RecordPosition) => `${topic}/${partition}/${offset}`

const header = (text: string | undefined) => (text ? text.slice(0, HEADER_LENGTH_MAX) : undefined)

const keyText = (key: Uint8Array | null) =>
  key === null || key.length === 0
    ? undefined
    : Buffer.from(key.buffer, key.byteOffset, Math.min(key.length, HEADER_LENGTH_MAX)).toString('utf8')

function encodeLogsource(logsource: Logsource): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(logsource)) if (value) parameters.set(name, value)
  return parameters.toString()
}

const UNSAID: Logsource = {}
/** What headers were decoded to: a configuration names few logsources, and each of their records has one of them. */
const DECODED_MAX = 1000
const decoded = new Map<string, Logsource>()

function decodeLogsource(text: string | undefined): Logsource {
  if (text === undefined) return UNSAID
  const known = decoded.get(text)
  if (known) return known
  const parsed = logsourceSchema.safeParse(Object.fromEntries(new URLSearchParams(text)))
  const logsource = parsed.success ? parsed.data : UNSAID
  if (decoded.size < DECODED_MAX) decoded.set(text, logsource)
  return logsource
}
