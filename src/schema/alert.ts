import { z } from 'zod'
import { entitySchema } from './event.ts'
import { levelSchema } from './level.ts'

/** A record that an alert rests on, kept whole. */
export const evidenceSchema = z.strictObject({
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
export const matchedFieldSchema = z.strictObject({
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

/** One match of one rule on one event: immutable. The keys are the API's and the database's names alike. */
export const alertSchema = z.strictObject({
  /** 32 hexadecimal digits, a hash of rule id and record id: the same line can never make a second one. */
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
})
export type Alert = z.infer<typeof alertSchema>

/** An alert as the store gives it back: `seq` grows in the order in which alerts became visible to readers. */
export const storedAlertSchema = alertSchema.extend({ seq: z.int().nonnegative() })
export type StoredAlert = z.infer<typeof storedAlertSchema>
