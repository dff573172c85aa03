import type { Config } from '../schema/config.ts'
import { DEADLETTERS_TOPIC, LOGS_TOPIC, SIGNALS_TOPIC, STATUS_TOPIC } from '../schema/topics.ts'
import type { TopicSpec } from '../transport/transport.ts'

const HOUR_MS = 3_600_000
const MIB = 1024 * 1024
/** Room for a record's key and headers beside its value. */
const RECORD_OVERHEAD_BYTES = 64 * 1024

/** The topics as this configuration wants them. */
export function topicSpecs({ topics, line_bytes_max }: Config): TopicSpec[] {
  const retention_ms = topics.retention_hours * HOUR_MS
  return [
    {
      name: LOGS_TOPIC,
      partitions: topics.partitions,
      retention_ms,
      record_bytes_max: line_bytes_max + RECORD_OVERHEAD_BYTES,
    },
    { name: SIGNALS_TOPIC, partitions: topics.partitions, retention_ms, record_bytes_max: MIB },
    { name: DEADLETTERS_TOPIC, partitions: 1, retention_ms, record_bytes_max: MIB },
    { name: STATUS_TOPIC, partitions: 1, retention_ms: HOUR_MS, compact: true, record_bytes_max: MIB },
  ]
}
