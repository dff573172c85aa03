import { z } from 'zod'

/**
 * What each running service says of itself, once a second, on the topic `sentinel.status` (keyed by instance,
 * compacted). The dashboard reads it to show the machinery; nothing depends on it to work. Services of another version
 * may tell more: what is not known here is passed over.
 */

const timestamp = z.iso.datetime()

/** A part outside the process that a service can not reach at the moment. */
export const problemSchema = z.object({
  /** `kafka`, `database`, `rules`, or the source. */
  part: z.string(),
  message: z.string(),
  since: timestamp,
})
export type Problem = z.infer<typeof problemSchema>

const amount = z.int().nonnegative()
const NOTHING = { read: 0, published: 0, refused: 0, waiting: 0 }

/** The loss ledger of one source: `read = published + refused + waiting`, in records and bytes, kept over restarts. */
export const sourceStatusSchema = z.object({
  source: z.string(),
  kind: z.enum(['file', 'stdin', 'syslog', 'http', 'journal', 'collector']),
  state: z.enum(['reading', 'idle', 'missing', 'unreadable']),
  read: z.int().nonnegative(),
  published: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  waiting: z.int().nonnegative(),
  /** The same in bytes of the records, without their line endings. */
  bytes: z.object({ read: amount, published: amount, refused: amount, waiting: amount }).default(NOTHING),
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
export const partitionStatusSchema = z.object({
  topic: z.string(),
  partition: z.int().nonnegative(),
  next_offset: z.int().nonnegative(),
  end_offset: z.int().nonnegative(),
  events_per_second: z.number().nonnegative(),
})
export type PartitionStatus = z.infer<typeof partitionStatusSchema>

const ruleProblemSchema = z.object({
  file: z.string(),
  line: z.int().positive().nullable(),
  reason: z.string(),
})
export type RuleProblem = z.infer<typeof ruleProblemSchema>

export const rulesStatusSchema = z.object({
  loaded: z.int().nonnegative(),
  loaded_at: timestamp,
  problems: z.array(ruleProblemSchema),
})
export type RulesStatus = z.infer<typeof rulesStatusSchema>

/** What became of the matches that a correlation is fed with, since the service was started. */
const correlationStatusSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Groups that are watched at the moment. */
  groups: z.int().nonnegative(),
  taken: z.int().nonnegative(),
  repeated: z.int().nonnegative(),
  /** Left out because they came later than the lateness. */
  late: z.int().nonnegative(),
  /** Refused because a group, or the correlation, holds as much as it may. */
  refused: z.int().nonnegative(),
  /** Left out because a field of `group-by` is missing. */
  without_group: z.int().nonnegative(),
  /** Left out because the field that is counted or summed up is missing or no number. */
  without_value: z.int().nonnegative(),
})
export type CorrelationStatus = z.infer<typeof correlationStatusSchema>

/** How correlations are. A detector tells what it left out, a correlator the rest: what they tell adds up. */
export const correlationsStatusSchema = z.object({
  correlations: z.array(correlationStatusSchema),
  /** Events left out because they are from the future. */
  ahead: z.int().nonnegative(),
  /** Signals of correlations that are not in force here. */
  unknown: z.int().nonnegative(),
  /** Partitions of the logs whose events are long past. */
  behind: z.array(z.string()),
})
export type CorrelationsStatus = z.infer<typeof correlationsStatusSchema>

export const serviceStatusSchema = z.object({
  service: z.enum(['collector', 'detector', 'correlator', 'dashboard']),
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
  correlations: correlationsStatusSchema.nullable().default(null),
})
export type ServiceStatus = z.infer<typeof serviceStatusSchema>
