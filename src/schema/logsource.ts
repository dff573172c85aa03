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
