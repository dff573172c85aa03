/** What is known of archives after a restart. */
import { z } from 'zod'
import { digestSchema, ledgerSchema, nanosecondsSchema, skippingSchema } from '../checkpoints.ts'

const markSchema = z.object({
  position: z.int().nonnegative(),
  tail: digestSchema,
  skipping: skippingSchema,
})

const archiveSchema = z.object({
  /** The path under which it was first seen. */
  source: z.string(),
  device: z.string(),
  inode: z.string(),
  born_ns: nanosecondsSchema,
  /** Packed size, and what tells the content whatever its name and inode are. */
  size: z.int().nonnegative(),
  content_id: z.string(),
  mark: markSchema,
  /** Whether all of this size is read. */
  done: z.boolean(),
  seen_ms: z.number(),
})
export type Archive = z.output<typeof archiveSchema>

export const archivesSchema = z.object({
  archives: z.array(archiveSchema),
  ledgers: z.array(ledgerSchema),
  /** Logs that were read and deleted since: what gzip leaves of them is not read again. */
  gone: z.array(z.object({ fingerprint: digestSchema, mark: markSchema, gone_ms: z.number() })),
})
export type ArchivesState = z.output<typeof archivesSchema>
