import { z } from 'zod'
import { storedAlertSchema } from './alert.ts'
import { ENTITY_TYPES } from './event.ts'
import { LEVELS } from './level.ts'
import {
  correlationsStatusSchema,
  partitionStatusSchema,
  problemSchema,
  rulesStatusSchema,
  serviceStatusSchema,
  sourceStatusSchema,
} from './status.ts'

/**
 * The HTTP contract: what the API takes and gives. The server validates with these schemas, the OpenAPI document
 * is made from them, and the page shares their types.
 */

/** A query parameter that may be repeated or hold a comma-separated list. */
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    value =>
      value === undefined
        ? undefined
        : [value].flat().flatMap(part => (typeof part === 'string' ? part.split(',') : [part])),
    z.array(item).min(1).max(100).optional(),
  )
/** The same where a value may itself hold commas. */
const repeated = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    value => (value === undefined ? undefined : [value].flat()),
    z.array(item).min(1).max(100).optional(),
  )

const cursor = z.string().max(500).optional()
const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)

/** Which alerts: shared by the list, the stream and the statistics. Repeated values of a key are alternatives. */
export const alertFilterSchema = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      "Part of the message, the rule's title, the host, the source or an entity; case does not matter.",
    ),
  level: list(z.enum(LEVELS)).describe('Levels; repeated or separated by commas.'),
  rule: repeated(z.string().min(1)).describe('Rule ids; may be repeated, as those that follow.'),
  host: repeated(z.string()).describe('Whole names of hosts.'),
  source: repeated(z.string()).describe('Whole names of sources.'),
  entity: repeated(z.string().regex(new RegExp(`^(${ENTITY_TYPES.join('|')}):`, 's'))).describe(
    '`type:value`, for example `ip:203.0.113.7`.',
  ),
  tag: repeated(z.string().min(1)).describe('A technique or another tag, for example `attack.t1110`.'),
  from: z.iso.datetime({ offset: true }).optional().describe('Start of the time range (inclusive).'),
  to: z.iso.datetime({ offset: true }).optional().describe('End of the time range (exclusive).'),
  time: z
    .enum(['detected', 'event'])
    .default('detected')
    .describe('What the range and the order go by: when the alert was raised, or what time the event tells.'),
})
export type AlertFilter = z.infer<typeof alertFilterSchema>

export const alertListQuerySchema = alertFilterSchema.extend({
  cursor: cursor.describe('The `next` of the page before this one.'),
  limit: limit(500, 50).describe('The most alerts on a page.'),
})
export type AlertListQuery = z.infer<typeof alertListQuerySchema>

/** The stream takes the same filter. */
export const alertStreamQuerySchema = alertFilterSchema.extend({
  after: z.coerce
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe(
      "Goes on after this alert's `seq`; a `Last-Event-ID` header wins. Without either, only what comes from now on.",
    ),
})

/** The `heartbeat` event of the stream: sent at the start, every few seconds and after an outage; its `id` is where to resume, too. */
export const heartbeatSchema = z.strictObject({ at: z.iso.datetime(), seq: z.int().nonnegative() })
export type Heartbeat = z.infer<typeof heartbeatSchema>

const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

/**
 * In lists and in the stream a long text is cut at 16 KiB of characters and `truncated` is true;
 * `GET /api/alerts/:id` has it whole.
 */
export const listedAlertSchema = storedAlertSchema.extend({ truncated: z.boolean() })
export type ListedAlert = z.infer<typeof listedAlertSchema>
export const alertPageSchema = pageOf(listedAlertSchema)
export type AlertPage = z.infer<typeof alertPageSchema>

export const statsQuerySchema = alertFilterSchema.extend({
  buckets: limit(500, 60).describe('How many parts the time range is cut into for the histogram.'),
  top: limit(100, 10).describe('How many of the most frequent rules, hosts, sources and entities.'),
})
export type StatsQuery = z.infer<typeof statsQuerySchema>

const levelCountsSchema = z.record(z.enum(LEVELS), z.int().nonnegative())
export type LevelCounts = z.infer<typeof levelCountsSchema>
const countSchema = z.strictObject({ value: z.string(), label: z.string(), count: z.int().nonnegative() })
export type Count = z.infer<typeof countSchema>

export const statsSchema = z.strictObject({
  total: z.int().nonnegative(),
  by_level: levelCountsSchema,
  by_rule: z.array(countSchema.extend({ level: z.enum(LEVELS) })),
  by_host: z.array(countSchema),
  by_source: z.array(countSchema),
  /** `value` is `type:value`, as the filter takes it. */
  by_entity: z.array(countSchema),
  histogram: z.strictObject({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    bucket_ms: z.int().positive(),
    /** Every bucket from the first to the last, also the empty ones. */
    buckets: z.array(z.strictObject({ start: z.iso.datetime(), counts: levelCountsSchema })),
  }),
})
export type Stats = z.infer<typeof statsSchema>

/** What the store knows of a partition, over all detectors and restarts. */
const partitionProgressSchema = z.strictObject({
  topic: z.string(),
  partition: z.int().nonnegative(),
  /** The next offset to be detected on: committed in the same transaction as the alerts. */
  next_offset: z.int().nonnegative(),
  events: z.int().nonnegative(),
  alerts: z.int().nonnegative(),
  parse_failures: z.int().nonnegative(),
  dead_letters: z.int().nonnegative(),
  updated_at: z.iso.datetime(),
})
export type PartitionProgress = z.infer<typeof partitionProgressSchema>

export const pipelineSchema = z.strictObject({
  at: z.iso.datetime(),
  transport: z.enum(['kafka', 'embedded']),
  store: z.enum(['postgres', 'embedded']),
  /** Services seen in the last minute. */
  services: z.array(
    serviceStatusSchema
      .omit({ sources: true, partitions: true, rules: true, correlations: true })
      .extend({ alive: z.boolean() }),
  ),
  sources: z.array(sourceStatusSchema.extend({ host: z.string(), instance: z.string() })),
  partitions: z.array(
    partitionProgressSchema.extend({
      end_offset: partitionStatusSchema.shape.end_offset,
      lag: z.int().nonnegative(),
      events_per_second: z.number().nonnegative(),
      /** Null for a partition that was never detected on. */
      updated_at: partitionProgressSchema.shape.updated_at.nullable(),
      /** The detector that owns the partition, if one is alive. */
      owner: z.string().nullable(),
    }),
  ),
  rules: rulesStatusSchema.nullable(),
  /** What detectors and correlators tell, added up. */
  correlations: correlationsStatusSchema,
  problems: z.array(problemSchema),
})
export type Pipeline = z.infer<typeof pipelineSchema>

const topicInfoSchema = z.strictObject({
  name: z.string(),
  partitions: z.array(
    z.strictObject({
      partition: z.int().nonnegative(),
      start_offset: z.int().nonnegative(),
      end_offset: z.int().nonnegative(),
      /** Replicas and in-sync replicas; 1 and 1 on the embedded transport. */
      replicas: z.int().positive(),
      in_sync: z.int().nonnegative(),
    }),
  ),
})
export type TopicInfo = z.infer<typeof topicInfoSchema>
export const topicsSchema = pageOf(topicInfoSchema)

export const messagesQuerySchema = z.strictObject({
  partition: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('The partition; a cursor has its own.'),
  offset: z
    .union([z.coerce.number().int().nonnegative(), z.literal('latest')])
    .optional()
    .describe('The first offset to show; `latest` (the default) shows the end of the partition.'),
  time: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('The first record at or after this time; not together with `offset` or `cursor`.'),
  cursor: cursor.describe('The `next` of the page before this one.'),
  limit: limit(200, 50).describe('The most records on a page.'),
})
export type MessagesQuery = z.infer<typeof messagesQuerySchema>

export const bytesSchema = z.strictObject({
  encoding: z.enum(['utf8', 'base64']),
  text: z.string(),
  /** The length of the whole, in bytes: `text` is cut at 64 KiB. */
  bytes: z.int().nonnegative(),
})
const topicMessageSchema = z.strictObject({
  partition: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  time: z.iso.datetime(),
  key: bytesSchema.nullable(),
  headers: z.record(z.string(), z.string()),
  value: bytesSchema,
})
export type TopicMessage = z.infer<typeof topicMessageSchema>
export const topicMessagesSchema = pageOf(topicMessageSchema)

/** Every answer that is not 2xx. */
export const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    where: z.string(),
    found: z.string(),
    expected: z.string(),
    remedy: z.string().optional(),
  }),
})

/** What `/readyz` answers, with 200 and with 503. */
export const readinessSchema = z.strictObject({ ready: z.boolean(), problems: z.array(problemSchema) })

export const healthSchema = z.strictObject({ status: z.literal('alive'), version: z.string() })

export const loginSchema = z.strictObject({
  user: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
})
export const sessionSchema = z.strictObject({
  /** Whether this installation has users at all; without, everybody on loopback is let in. */
  login_required: z.boolean(),
  user: z.string().nullable(),
  version: z.string(),
})
export type Session = z.infer<typeof sessionSchema>
