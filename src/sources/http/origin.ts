/**
 * What a request says of its lines: their source, host and logsource, and the name of the batch, in the query or in
 * header fields. The query wins.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { logsourceSchema } from '../../schema/logsource.ts'
import { invalid } from './refusal.ts'

const name = z
  .string()
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}$/u, 'at most 200 characters, and no control characters')

const originSchema = z.strictObject({
  source: name.optional(),
  host: name.optional(),
  ...logsourceSchema.shape,
  batch: z
    .string()
    .regex(/^[\w.:-]{1,128}$/, 'at most 128 letters, digits and . : _ -')
    .optional(),
})
export type Origin = z.infer<typeof originSchema>

/** The header field of each: `X-Log-Source`, `X-Batch-Id`. */
const FIELDS: Readonly<Record<keyof Origin, string>> = {
  source: 'x-log-source',
  host: 'x-log-host',
  product: 'x-log-product',
  service: 'x-log-service',
  category: 'x-log-category',
  batch: 'x-batch-id',
}

/** @throws Refusal (400) naming the parameter that does not fit */
export function originOf(query: URLSearchParams, headers: IncomingHttpHeaders): Origin {
  const given = Object.entries(FIELDS).flatMap(([key, field]) => {
    const value = headers[field]
    return value === undefined ? [] : [[key, String(value)]]
  })
  const parsed = originSchema.safeParse(Object.fromEntries([...given, ...query]))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.code === 'unrecognized_keys' ? 'query' : String(issue?.path[0] ?? 'query')
  throw invalid(
    where.slice(0, 100),
    'a value that does not fit',
    issue?.code === 'unrecognized_keys'
      ? Object.keys(FIELDS).join(', ')
      : (issue?.message ?? 'another value'),
  )
}
