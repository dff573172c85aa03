import { z } from 'zod'
import { ENTITY_TYPES } from './event.ts'
import { LEVELS } from './level.ts'

const levelSchema = z.enum(LEVELS)
const entitySchema = z.strictObject({ type: z.enum(ENTITY_TYPES), value: z.string() })

/** A record that an alert rests on, kept whole. */
const evidenceSchema = z.strictObject({
  /** The record's id. */
  id: z.string(),
  topic: z.string(),
  partition: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  /** `base64` where the record holds NUL bytes or is no UTF-8, which text in a database can not carry. */
  encoding: z.enum(['utf8', 'base64']),
  raw: z.string(),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** One condition of a rule that held: which field, with which value, under which pattern. */
const matchedFieldSchema = z.strictObject({
  /** The selection of the rule. */
  selection: z.string(),
  /** The event's field, or null for a keyword that matched anywhere in the record. */
  field: z.string().nullable(),
  /** Modifiers and value as the rule has them, for example `contains: mimikatz`. */
  pattern: z.string(),
  /** The value found, as text. */
  value: z.string(),
})
export type MatchedField = z.infer<typeof matchedFieldSchema>

/** What a correlation found, beside what every alert tells. */
const correlationSchema = z.strictObject({
  /** The type of the correlation (Sigma Correlation Rules Specification). */
  type: z.string(),
  /** What has to be so for it to hold, in words. */
  condition: z.string(),
  /** `open`: may still grow. `closed`: final. */
  state: z.enum(['open', 'closed']),
  /** The fields that the correlation groups by, in their order. */
  group: z.array(z.strictObject({ field: z.string(), value: z.string() })),
  /** The times of the first and of the last event. */
  first: z.iso.datetime(),
  last: z.iso.datetime(),
  /** When the correlation first held. */
  fired: z.iso.datetime(),
  /** How many events. */
  count: z.int().nonnegative(),
  /** What the condition asks about: events, different values, rules, or the sum, mean ... when it last held. */
  value: z.number(),
  /** Whether `count` and `value` are only known to be at least so large, because a limit was reached. */
  is_truncated: z.boolean(),
  /** Which rules and correlations its events are of. */
  rules: z.array(
    z.strictObject({ rule_id: z.string(), rule_title: z.string(), count: z.int().nonnegative() }),
  ),
  /** How many events the timeline leaves out between its first and its last ones. */
  omitted: z.int().nonnegative(),
  /** How many times to bring it up by now: once, and again for every so long that it goes on. */
  notifications: z.int().nonnegative(),
  /** Ids of alerts that turned out to be part of this one, when an event came in late. The store fills it in. */
  absorbed: z.array(z.string()),
})
export type CorrelationResult = z.infer<typeof correlationSchema>

/** An event that made a correlation hold. */
const timelineEventSchema = z.strictObject({
  /** The record's id; of an inner correlation, what identifies its result. */
  id: z.string(),
  rule_id: z.string(),
  rule_title: z.string(),
  time: z.iso.datetime(),
  host: z.string(),
  source: z.string(),
  message: z.string(),
  entities: z.array(entitySchema),
  /** Where its record is; null for an inner correlation. */
  position: z
    .strictObject({ topic: z.string(), partition: z.int().nonnegative(), offset: z.int().nonnegative() })
    .nullable(),
})
export type TimelineEvent = z.infer<typeof timelineEventSchema>

/**
 * One match of one rule on one event, which never changes; or what a correlation found in many events, which is told
 * anew as long as it grows. The keys are the API's and the database's names alike.
 */
export const alertSchema = z.strictObject({
  /**
   * 32 hexadecimal digits: a hash of rule id and record id, so that the same line can never make a second one; of a
   * correlation, of its id, its group and the time of the first event.
   */
  id: z.string(),
  rule_id: z.string(),
  rule_title: z.string(),
  level: levelSchema,
  tags: z.array(z.string()),
  /** ISO 8601, UTC, milliseconds. */
  event_time: z.iso.datetime(),
  detected_at: z.iso.datetime(),
  host: z.string(),
  source: z.string(),
  /** One line that tells what happened; on a plain line, that line. */
  message: z.string(),
  /** All fields of the event by name. */
  fields: z.record(z.string(), z.unknown()),
  /** What held in the event for the rule to match. */
  matched: z.array(matchedFieldSchema),
  entities: z.array(entitySchema),
  evidence: z.array(evidenceSchema),
  /** Only of a correlation. */
  correlation: correlationSchema.optional(),
  /** Of a correlation the events that made it hold, in the order of time; left out in lists and in the stream. */
  timeline: z.array(timelineEventSchema).optional(),
})
export type Alert = z.infer<typeof alertSchema>

/**
 * An alert as the store gives it back: `seq` grows in the order in which alerts became visible to readers, and anew
 * when one has changed.
 */
export const storedAlertSchema = alertSchema.extend({ seq: z.int().nonnegative() })
export type StoredAlert = z.infer<typeof storedAlertSchema>
