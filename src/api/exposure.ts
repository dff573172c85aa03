import { SentinelError } from '../errors.ts'

/** Whether a host name or address reaches this machine alone. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  return name === 'localhost' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}

/**
 * Listening where other machines reach it needs a login. To be called with each address before listening there.
 * @throws SentinelError EXPOSED_WITHOUT_LOGIN
 */
export function exposureCheck(hosts: string | readonly string[], users: readonly unknown[]): void {
  if (users.length > 0) return
  const exposed = [hosts].flat().find(host => !isLoopback(host))
  if (exposed === undefined) return
  throw new SentinelError('EXPOSED_WITHOUT_LOGIN', {
    where: 'host',
    found: `${exposed}, which other machines reach, and no users`,
    expected: 'a loopback address (127.0.0.1, ::1, localhost), or users who log in',
    remedy: 'configure `users`, or listen on 127.0.0.1',
  })
}
