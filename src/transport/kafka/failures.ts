/** What a failure of the client library means to people and to callers who may try again. */
import { isSentinelError, messageOf, SentinelError } from '../../errors.ts'

/** Answers that the same request will get again, whenever it is sent. */
const REFUSALS: Readonly<Record<string, string>> = {
  SASL_AUTHENTICATION_FAILED: 'Check the user name and the password of the sasl setting',
  UNSUPPORTED_SASL_MECHANISM: 'Choose a mechanism that the brokers offer',
  TOPIC_AUTHORIZATION_FAILED: 'Give the user the right to describe, read and write the topic',
  GROUP_AUTHORIZATION_FAILED: 'Give the user the right to read the consumer group',
  CLUSTER_AUTHORIZATION_FAILED: 'Give the user the right to write idempotently and to create topics',
  INVALID_PARTITIONS: 'Choose at least one partition',
  INVALID_CONFIG: 'Check the settings of the topic',
  POLICY_VIOLATION: 'Check the policy that the brokers have for topics',
}

const MISSING = ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID', 'INVALID_TOPIC_EXCEPTION']

/** KAFKA_REFUSED or NOT_FOUND where trying again can not help, KAFKA_UNAVAILABLE for everything else. */
export function kafkaError(where: string, error: unknown): SentinelError {
  if (isSentinelError(error)) return error
  for (const [apiId, remedy] of Object.entries(REFUSALS))
    if (hasError(error, apiId))
      return new SentinelError('KAFKA_REFUSED', {
        where,
        found: `the answer ${apiId}`,
        expected: 'a request that the brokers allow',
        remedy,
        cause: error,
      })
  if (hasPart(error, 'code', 'PLT_KFK_AUTHENTICATION'))
    return new SentinelError('KAFKA_REFUSED', {
      where,
      found: 'the brokers do not let this client in',
      expected: 'a login that they accept',
      remedy: 'Check mechanism, user name and password of the sasl setting',
      cause: error,
    })
  if (MISSING.some(apiId => hasError(error, apiId)) || messageOf(error).startsWith('Unknown topic'))
    return notFound(where, error)
  // Brokers that are on their way up, or just back, do not count yet: a cluster can be short of them for a moment.
  if (hasError(error, 'INVALID_REPLICATION_FACTOR'))
    return new SentinelError('KAFKA_UNAVAILABLE', {
      where,
      found: 'fewer brokers than copies of a partition are up',
      expected: 'a broker for each copy',
      remedy: 'Start more brokers, or lower topics.replication_factor to their number',
      cause: error,
    })
  return new SentinelError('KAFKA_UNAVAILABLE', {
    where,
    found: reason(error),
    expected: 'an answer',
    remedy: 'Check that the brokers run and that their addresses are right',
    cause: error,
  })
}

export const notFound = (where: string, cause?: unknown) =>
  new SentinelError('NOT_FOUND', {
    where,
    found: 'no such topic or partition',
    expected: 'one that exists',
    cause,
  })

/** Whether the brokers' answer `apiId` is somewhere in `error`. */
export function hasError(error: unknown, apiId: string): boolean {
  return hasPart(error, 'apiId', apiId)
}

function hasPart(error: unknown, property: 'apiId' | 'code', value: string): boolean {
  for (const part of partsOf(error))
    if (part instanceof Error && Reflect.get(part, property) === value) return true
  return false
}

/** An error and everything that it is made of: what an attempt, a broker or a layer below reported. */
export function* partsOf(error: unknown, depth = 0): Generator<unknown> {
  yield error
  if (depth === DEPTH_MAX) return
  if (error instanceof AggregateError) for (const part of error.errors) yield* partsOf(part, depth + 1)
  if (error instanceof Error && error.cause !== undefined) yield* partsOf(error.cause, depth + 1)
}

const DEPTH_MAX = 10

/** The innermost reason: the outer messages only count attempts. */
function reason(error: unknown): string {
  let inner = error
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const next = inner instanceof AggregateError ? inner.errors.at(-1) : inner instanceof Error && inner.cause
    if (!(next instanceof Error)) break
    inner = next
  }
  return messageOf(inner)
}
