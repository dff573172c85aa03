import { z } from 'zod'

/** Where a log comes from, in the terms of Sigma's `logsource`. What is absent is not known. */
export const logsourceSchema = z
  .strictObject({
    product: z.string().min(1).max(100),
    service: z.string().min(1).max(100),
    category: z.string().min(1).max(100),
  })
  .partial()
export type Logsource = z.infer<typeof logsourceSchema>

const some = <T extends z.ZodType>(one: T) =>
  z.union([one.transform(value => [value]), z.array(one).min(1).max(1000)])
const eventId = z.int().min(0).max(4_294_967_295)

/**
 * A row of a table that tells the logsource of events: what must hold of an event, and what its logsource then is.
 * Texts are compared without regard to case; one that ends in `*` is a beginning, one that begins with `*` an end.
 */
export const logsourceEntrySchema = z.strictObject({
  when: z
    .strictObject({
      product: z.string().min(1).max(100).describe('The product that is known so far.'),
      service: z.string().min(1).max(100).describe('The service that is known so far.'),
      channel: some(z.string().min(1).max(256)).describe('The field `Channel`, or one of several.'),
      event_id: some(eventId).describe('The field `EventID`, or one of several.'),
      fields: z
        .record(z.string().min(1).max(256), some(z.string().max(1000)))
        .describe('Fields by name, dotted where they are nested, and the text of each, or one of several.'),
    })
    .partial()
    .refine(when => Object.keys(when).length > 0, 'at least one condition'),
  logsource: logsourceSchema.refine(
    logsource => Object.keys(logsource).length > 0,
    'product, service or category',
  ),
})
export type LogsourceEntry = z.output<typeof logsourceEntrySchema>
