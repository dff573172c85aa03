/**
 * Messages of one program as a table of data: how the message begins (cheap to compare), a pattern whose named groups
 * become fields, and fields that are the same for every such message.
 *
 * Group names are field names. Three are special: `from` becomes `src_ip` where it is an address and `src_host` where
 * it is a name, `to` becomes `dst_ip` or `dst_host` alike; and groups listed in `NUMBERS` become numbers.
 * Patterns run on hostile text: each must be linear. Where an attacker chooses a part (a user name), the pattern takes
 * that part greedily up to the *last* place where the program's own text can go on, so that
 * `x from 192.0.2.1 port 1` as a user name does not forge an address.
 */
import { isIpAddress } from './entities/ip-address.ts'

export interface MessagePattern {
  /** The message begins with this; empty where the beginning varies. */
  readonly starts: string
  readonly pattern: RegExp
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Longer messages are kept whole but not taken apart: no program writes one for an event of the tables. */
const MESSAGE_LENGTH_MAX = 2048

const NUMBERS: ReadonlySet<string> = new Set(['src_port', 'dst_port', 'attempts'])

/** The fields that the first fitting row of `table` finds in `message`. */
export function matchMessage(
  table: readonly MessagePattern[],
  message: string,
): Record<string, unknown> | undefined {
  if (message.length > MESSAGE_LENGTH_MAX) return undefined
  for (const row of table) {
    if (!message.startsWith(row.starts)) continue
    const match = row.pattern.exec(message)
    if (match) return { ...row.fields, ...fieldsOf(match.groups) }
  }
  return undefined
}

/** `name_ip` or `name_host`, whichever a peer that a program names is. */
function peerField(side: 'src' | 'dst', peer: string): string {
  return isIpAddress(peer) ? `${side}_ip` : `${side}_host`
}

function fieldsOf(groups: Readonly<Record<string, string | undefined>> | undefined): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const name in groups) {
    const value = groups[name]
    if (value === undefined || value === '') continue
    if (name === 'from') fields[peerField('src', value)] = value
    else if (name === 'to') fields[peerField('dst', value)] = value
    else fields[name] = NUMBERS.has(name) ? Number(value) : value
  }
  return fields
}
