/** Addresses of syslog listeners as people write them: `udp://127.0.0.1:514`, `tls://[::1]:6514`. */

export interface SyslogAddress {
  protocol: 'udp' | 'tcp' | 'tls'
  /** An address or a name; IPv6 without brackets. */
  host: string
  port: number
}

const FORM = /^(udp|tcp|tls):\/\/(?:\[([0-9a-fA-F:.]{2,45})\]|([^\s:/[\],]{1,253})):(\d{1,5})$/

/** The address that `text` names, or null. There is no default host: to be reached from elsewhere is a decision. */
export function parseSyslogAddress(text: string): SyslogAddress | null {
  const [, protocol, bracketed, plain, port] = FORM.exec(text) ?? []
  const host = bracketed ?? plain
  if (protocol !== 'udp' && protocol !== 'tcp' && protocol !== 'tls') return null
  if (host === undefined || port === undefined || Number(port) > 65_535) return null
  return { protocol, host, port: Number(port) }
}
