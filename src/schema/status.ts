import { z } from 'zod'

/**
 * What each running service says of itself, once a second, on the topic `sentinel.status` (keyed by instance,
 * compacted). The dashboard reads it to show the machinery; nothing depends on it to work.
 */

const timestamp = z.iso.datetime()

/** A part outside the process that a service can not reach at the moment. */
export const problemSchema = z.strictObject({
  /** `kafka`, `database`, `rules`, or the source. */
  part: z.string(),
  message: z.string(),
  since: timestamp,
})
export type Problem = z.infer<typeof problemSchema>

/** The loss ledger of one source: `read = published + refused + waiting`, in records, kept over restarts. */
export const sourceStatusSchema = z.strictObject({
  source: z.string(),
  kind: z.enum(['file', 'stdin', 'syslog', 'http', 'journal']),
  state: z.enum(['reading', 'idle', 'missing', 'unreadable']),
  read: z.int().nonnegative(),
  published: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  waiting: z.int().nonnegative(),
  /** Records of which only the head was taken, because the line was longer than the limit. */
  cut: z.int().nonnegative().default(0),
  /** Bytes that were gone before they could be read: overwritten, or not decodable. */
  lost_bytes: z.int().nonnegative().default(0),
  /** Bytes of the file that were read and acknowledged, and its size. */
  position_bytes: z.int().nonnegative(),
  size_bytes: z.int().nonnegative(),
  records_per_second: z.number().nonnegative(),
  last_record_at: timestamp.nullable(),
  problem: z.string().nullable(),
})
export type SourceStatus = z.infer<typeof sourceStatusSchema>

/** What a detector does on a partition that it owns at the moment. */
export const partitionStatusSchema = z.strictObject({
  topic: z.string(),
  partition: z.int().nonnegative(),
  next_offset: z.int().nonnegative(),
  end_offset: z.int().nonnegative(),
  events_per_second: z.number().nonnegative(),
})
export type PartitionStatus = z.infer<typeof partitionStatusSchema>

export const ruleProblemSchema = z.strictObject({
  file: z.string(),
  line: z.int().positive().nullable(),
  reason: z.string(),
})
export type RuleProblem = z.infer<typeof ruleProblemSchema>

export const rulesStatusSchema = z.strictObject({
  loaded: z.int().nonnegative(),
  loaded_at: timestamp,
  problems: z.array(ruleProblemSchema),
})
export type RulesStatus = z.infer<typeof rulesStatusSchema>

export const serviceStatusSchema = z.strictObject({
  service: z.enum(['collector', 'detector', 'dashboard']),
  /** One for each run of a process. */
  instance: z.string(),
  host: z.string(),
  pid: z.int().nonnegative(),
  version: z.string(),
  started_at: timestamp,
  at: timestamp,
  memory_bytes: z.int().nonnegative(),
  problems: z.array(problemSchema),
  sources: z.array(sourceStatusSchema),
  partitions: z.array(partitionStatusSchema),
  rules: rulesStatusSchema.nullable(),
})
export type ServiceStatus = z.infer<typeof serviceStatusSchema>
