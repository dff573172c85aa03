/** Whether text is an IP address, without a regular expression that would need to be right for all of IPv6. */

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/
const GROUP = /^[0-9A-Fa-f]{1,4}$/
/** The longest spelling of an IPv6 address: `ffff:...:255.255.255.255`. */
const ADDRESS_LENGTH_MAX = 45

export function isIpv4(text: string): boolean {
  return text.length >= 7 && text.length <= 15 && IPV4.test(text)
}

/** IPv6 as RFC 4291 2.2 writes it: eight groups, `::` once for a run of zeros, the last 32 bits also in IPv4 form. */
export function isIpv6(text: string): boolean {
  if (text.length < 2 || text.length > ADDRESS_LENGTH_MAX || !text.includes(':')) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  let groups = 0
  for (const [half_index, half] of halves.entries()) {
    if (half === '') {
      if (halves.length === 1) return false
      continue
    }
    const parts = half.split(':')
    for (const [index, part] of parts.entries()) {
      const last = half_index === halves.length - 1 && index === parts.length - 1
      if (last && part.includes('.')) {
        if (!isIpv4(part)) return false
        groups += 2
      } else {
        if (!GROUP.test(part)) return false
        groups += 1
      }
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8
}

/** IPv4 or IPv6, without brackets, port or zone. */
export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text)
}

/**
 * The address under which an analyst looks for it: lower case, an IPv4 address that was mapped into IPv6 as IPv4.
 * Undefined for text that is no address and for `0.0.0.0` and `::`, which stand for none.
 */
export function canonicalIp(text: string): string | undefined {
  const bare = text.startsWith('::ffff:') && isIpv4(text.slice(7)) ? text.slice(7) : text
  if (bare === '0.0.0.0' || bare === '::' || !isIpAddress(bare)) return undefined
  return bare.toLowerCase()
}
