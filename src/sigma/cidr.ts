/** IP addresses and networks, version 4 and 6 (modifier `cidr`). Addresses are compared as 16 bytes. */
export interface Network {
  /** 16 bytes; version 4 as IPv4-mapped version 6 (`::ffff:a.b.c.d`), the bits behind the prefix cleared. */
  readonly address: Uint8Array
  /** Of the 128 bits: 96 more than written for version 4. */
  readonly prefix_bits: number
  /** Whether the text had bits set behind the prefix, which is likely a mistake. */
  readonly has_host_bits: boolean
}

const MAPPED_BITS = 96

/** Reads `10.0.0.0/8` or `fe80::/10`, or a single address; undefined if it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [address_text = '', prefix_text, ...more] = text.split('/')
  const bytes = parseAddress(address_text)
  if (!bytes || more.length > 0) return undefined
  const offset = address_text.includes(':') ? 0 : MAPPED_BITS
  if (prefix_text !== undefined && !/^\d{1,3}$/.test(prefix_text)) return undefined
  const prefix_bits = prefix_text === undefined ? 128 : offset + Number(prefix_text)
  if (prefix_bits > 128) return undefined
  const address = bytes.map((byte, index) => byte & maskByte(prefix_bits, index))
  return { address, prefix_bits, has_host_bits: address.some((byte, index) => byte !== bytes[index]) }
}

/** Whether `text` is an address inside `network`. An IPv4-mapped version 6 address counts as version 4. */
export function isInNetwork(text: string, network: Network): boolean {
  const bytes = parseAddress(text)
  return (
    bytes?.every((byte, index) => (byte & maskByte(network.prefix_bits, index)) === network.address[index]) ??
    false
  )
}

function maskByte(prefix_bits: number, index: number): number {
  const bits = Math.min(Math.max(prefix_bits - index * 8, 0), 8)
  return (0xff << (8 - bits)) & 0xff
}

/** The longest text of an address: eight groups, the last two as a version 4 address, and a zone. */
const ADDRESS_LENGTH_MAX = 100

function parseAddress(text: string): Uint8Array | undefined {
  if (text.length > ADDRESS_LENGTH_MAX) return undefined
  if (!text.includes(':')) {
    const v4 = parseV4(text)
    return v4 && Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...v4])
  }
  // A zone (`fe80::1%eth0`) names an interface of the host and is no part of the address.
  const [address = ''] = text.split('%')
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map(parseGroups)
  if (!head || (halves.length === 2 && !tail)) return undefined
  const missing = 16 - head.length - (tail?.length ?? 0)
  // `::` stands for at least one group.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])])
}

/** Bytes of groups such as `2001:db8`, of which the last may be a version 4 address. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [index, group] of groups.entries()) {
    if (/^[\da-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 0xff)
    } else {
      const v4 = index === groups.length - 1 ? parseV4(group) : undefined
      if (!v4) return undefined
      bytes.push(...v4)
    }
  }
  return bytes
}

/** No leading zeros: some readers take them for octal. */
function parseV4(text: string): number[] | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every(byte => byte <= 255) ? bytes : undefined
}
