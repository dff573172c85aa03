/** Reading a failed produce request: was it refused for its content, and what of it was taken all the same. */
import { z } from 'zod'
import { hasError, partsOf } from './failures.ts'

/** Answers about the records themselves. */
const REFUSALS = [
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
] as const

/** The brokers' answer if they refuse the records for good, null for any other failure. */
export function isRefusal(error: unknown): string | null {
  return REFUSALS.find(answer => hasError(error, answer)) ?? null
}

const produceResponseSchema = z.object({
  response: z.object({
    responses: z.array(
      z.object({ partitionResponses: z.array(z.object({ index: z.int(), errorCode: z.int() })) }),
    ),
  }),
})

/** What the library adds of the requests to other brokers, sent at the same time. */
const producedSchema = z.object({
  produced: z.object({ offsets: z.array(z.object({ partition: z.int() })) }),
})

/** Partitions whose batch was taken although the request failed as a whole; its records must not be sent again. */
export function acknowledgedPartitions(error: unknown): ReadonlySet<number> {
  const done = new Set<number>()
  for (const part of partsOf(error)) {
    for (const { partitionResponses } of produceResponseSchema.safeParse(part).data?.response.responses ?? [])
      for (const { index, errorCode } of partitionResponses) if (errorCode === 0) done.add(index)
    for (const { partition } of producedSchema.safeParse(part).data?.produced.offsets ?? [])
      done.add(partition)
  }
  return done
}
