/** Addresses of those who send, as people know them. */
import { isIP } from 'node:net'

/** A host as it stands in a URL: IPv6 in brackets. */
export function urlHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

/** IPv4 where a dual-stack socket shows it in IPv6's clothes, and without the zone of a link-local address. */
export function peerAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
}

/** The `host` of what a peer sends; none for this machine, whose name says more than its address. */
export function peerHost(address: string): { host?: string } {
  return address === '::1' || address.startsWith('127.') ? {} : { host: address }
}
