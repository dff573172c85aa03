/**
 * The closed list of errors that Log Sentinel reports to people. Every one says where it happened, what was
 * found, what was expected and what to do about it. Layers that speak a protocol translate the code: the
 * command line into an exit code, the API into an HTTP status.
 */
export const ERROR_CODES = {
  USAGE: 'the command line is not understood',
  CONFIG_INVALID: 'a setting does not fit the schema',
  FILE_UNREADABLE: 'a file or folder can not be read or written',
  DATA_CORRUPT: 'the data folder holds something this version can not read',
  DATA_TOO_NEW: 'the data was written by a newer version',
  DATA_IN_USE: 'another process owns the data folder',
  PORT_IN_USE: 'the address to listen on is taken',
  EXPOSED_WITHOUT_LOGIN: 'an address other than loopback needs a login',
  RULES_INVALID: 'no usable rule could be loaded',
  KAFKA_UNAVAILABLE: 'Kafka does not answer',
  KAFKA_REFUSED: 'Kafka refused a request for good',
  DATABASE_UNAVAILABLE: 'the database does not answer',
  FENCED: 'another detector owns this partition now',
  REQUEST_INVALID: 'a request does not fit the API',
  UNAUTHENTICATED: 'the request needs a login',
  FORBIDDEN: 'the request comes from a place that is not allowed',
  RATE_LIMITED: 'too many attempts',
  OVERLOADED: 'as many are served as can be at once',
  NOT_FOUND: 'there is no such thing',
} as const

export type ErrorCode = keyof typeof ERROR_CODES

export interface ErrorDetails {
  /** File and line, flag, setting, topic or request field. */
  where: string
  found: string
  expected: string
  remedy?: string
  cause?: unknown
}

/** An error meant to be read by a person; it is shown without a stack trace. */
export class SentinelError extends Error {
  override readonly name = 'SentinelError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(
      `${details.where}: ${details.found}; expected ${details.expected}${details.remedy ? `. ${details.remedy}` : ''}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    )
    this.code = code
    this.details = details
  }
}

/** Whether `error` is a SentinelError, with one of `codes` if any are given. */
export function isSentinelError(error: unknown, ...codes: ErrorCode[]): error is SentinelError {
  return error instanceof SentinelError && (codes.length === 0 || codes.includes(error.code))
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
