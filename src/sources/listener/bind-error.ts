import { messageOf, SentinelError } from '../../errors.ts'

/** What people are told when an address can not be listened on: PORT_IN_USE or CONFIG_INVALID. */
export function bindError(setting: string, address: string, error: unknown): SentinelError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new SentinelError('PORT_IN_USE', {
      where: setting,
      found: `another program listens on ${address}`,
      expected: 'a free port',
      remedy: 'Give another port, or 0 for any free one',
      cause: error,
    })
  }
  return new SentinelError('CONFIG_INVALID', {
    where: setting,
    found: `${address}: ${messageOf(error)}`,
    expected: 'an address of this machine and a port that may be listened on',
    ...(code === 'EACCES' && { remedy: 'Ports below 1024 need a privilege; choose a higher one' }),
    cause: error,
  })
}
