/** What is known of archives after a restart. */
import { z } from 'zod'
import { goneLogSchema, ledgerSchema, markSchema, nanosecondsSchema } from '../checkpoints.ts'

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
  /** Of a version that kept the deleted logs here, not in the checkpoint: they serve out their time. */
  gone: z.array(goneLogSchema).default([]),
})
export type ArchivesState = z.output<typeof archivesSchema>
