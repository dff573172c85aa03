import { type ErrorCode, isSentinelError, messageOf, SentinelError } from '../errors.ts'

/**
 * What PostgreSQL, its driver and the network report, as the closed list of errors has it. Codes are SQLSTATEs
 * (PostgreSQL manual, appendix A) and those of Node. Messages of the server and the driver hold no password.
 */
export function postgresError(error: unknown, where: string): unknown {
  if (isSentinelError(error)) return error
  const code = codeOf(error)
  const told = TOLD.find(([codes]) => codes.some(prefix => code.startsWith(prefix)))
  if (told) return sentinelError(told[1], told[2], told[3])
  return isUnavailable(error, code)
    ? sentinelError('DATABASE_UNAVAILABLE', 'a database that answers', 'It is tried again until it does.')
    : error

  function sentinelError(kind: ErrorCode, expected: string, remedy: string): SentinelError {
    return new SentinelError(kind, { where, found: describe(error, code), expected, remedy, cause: error })
  }
}

/** Failures that waiting does not heal, by code or its class. */
const TOLD: readonly (readonly [codes: readonly string[], ErrorCode, expected: string, remedy: string])[] = [
  [
    ['28'],
    'CONFIG_INVALID',
    'a user and a password that the server lets in',
    'Correct the user or the password in the database URL, or pg_hba.conf on the server.',
  ],
  [
    ['3D000'],
    'CONFIG_INVALID',
    'a database that exists',
    'Create it (`createdb NAME`) or correct the name in the database URL.',
  ],
  [
    ['42501'],
    'CONFIG_INVALID',
    'a user who may create and change the tables of Log Sentinel',
    'Make the user the owner of the database, or grant it the missing right.',
  ],
  [
    ['42P01', '42703'],
    'DATA_CORRUPT',
    'the tables as the migrations made them',
    'Restart a service to migrate the database; if tables were changed by hand, restore them.',
  ],
  [
    ['SELF_SIGNED', 'DEPTH_ZERO', 'UNABLE_TO_', 'CERT_', 'ERR_TLS_', 'ERR_SSL_'],
    'CONFIG_INVALID',
    'a certificate that this machine trusts',
    'Give the authority with `sslrootcert` in the database URL, or correct `sslmode`.',
  ],
]

/** Failures that pass: the server is away, starting, stopping, overloaded, locked, a standby, or out of space. */
const PASSING_CODES = ['08', '53', '57', '58', '25006', '40001', '40P01', '55P03', 'XX000']
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // a unix socket that is not there
  'EMFILE',
])
/** The driver gives these no code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|Connection ended|Query read timeout|timeout exceeded|timeout expired|Client (was closed|has encountered)|Cannot use a pool after|driver has already been destroyed|Client network socket disconnected|Postgres connection has been discarded)/

function isUnavailable(error: unknown, code: string): boolean {
  if (NETWORK_CODES.has(code)) return true
  if (code !== '') return PASSING_CODES.some(prefix => code.startsWith(prefix))
  return DRIVER_MESSAGES.test(messageOf(error))
}

/** Node reports several addresses that all failed as one error around their errors. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function describe(error: unknown, code: string): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  const message = messageOf(error) || 'an error without a message'
  return code === '' || message.includes(code) ? message : `${message} (${code})`
}
