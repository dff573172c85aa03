/**
 * Raw records of the Linux audit daemon: `type=EXECVE msg=audit(1600000000.123:456): argc=3 a0="ls" ...`.
 *
 * Logsource: product `linux`, service `auditd`.
 * Fields: the record's own names (`type`, `a0` ..., `exe`, `comm`, `syscall`, `name`, `key`, `proctitle` ...), with
 * values out of their quotes, hexadecimal ones decoded, and NUL bytes between arguments as blanks; `node`; `audit_id` (`456`,
 * shared by the records of one event); what `log_format = ENRICHED` adds behind the byte 0x1D under its own upper-case
 * names (`SYSCALL`, `UID` ...); of a program's start `CommandLine` (EXECVE, PROCTITLE) and `Image` (SYSCALL). Without enrichment `SYSCALL` is filled in for x86-64 from a table of the calls that
 * rules ask for. Values in `msg='op=PAM:... acct="root" exe="..." addr=1.2.3.4 res=failed'` are fields too.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { epochOf } from '../time/calendar.ts'
import { parseFailed } from './plain.ts'

/** The time is in seconds, or as `ausearch --interpret` writes it. */
const HEAD =
  /(?:node=(\S{1,255}) )?type=([A-Za-z0-9_[\]]{1,64}) msg=audit\((?:(\d{1,12})|(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d))\.(\d{3}):(\d{1,20})\) ?:? ?/y
const BEGINS = /^(?:node=\S{1,255} )?type=[A-Za-z0-9_[\]]{1,64} msg=audit\(/
const PAIR =
  /(?<![A-Za-z0-9_[\]-])([A-Za-z_][A-Za-z0-9_[\]-]{0,63})=(?:"([^"]*)"|'([^']*)'|(\{[^}]{0,1024}\}|[^\s'"]*))/g
/** The kernel's records end before 9 KiB; fields are read out of so much of a record and no more. */
const BODY_LENGTH_MAX = 65_536
/** More pairs than any record of the kernel has; a hostile line can not make more fields than this. */
const PAIRS_MAX = 1024

/** Names whose unquoted value is hexadecimal: the kernel writes text so when it holds blanks, quotes or control bytes. */
const ENCODED =
  /^(?:a\d{1,4}(?:\[\d+\])?|exe|comm|name|proctitle|cwd|cmd|path|dir|acct|data|key|vm|ocomm|file|grp)$/
const HEXADECIMAL = /^(?:[0-9A-Fa-f]{2})+$/
/** In a SYSCALL record `a0` to `a3` are numbers in hexadecimal, not text. */
const NUMERIC_ARGUMENTS = /^a[0-3]$/

/** x86-64 numbers of the system calls that Sigma rules name. */
const SYSCALLS_X86_64: ReadonlyMap<string, string> = new Map([
  ['42', 'connect'],
  ['56', 'clone'],
  ['57', 'fork'],
  ['59', 'execve'],
  ['62', 'kill'],
  ['87', 'unlink'],
  ['90', 'chmod'],
  ['99', 'sysinfo'],
  ['101', 'ptrace'],
  ['103', 'syslog'],
  ['105', 'setuid'],
  ['133', 'mknod'],
  ['165', 'mount'],
  ['175', 'init_module'],
  ['176', 'delete_module'],
  ['257', 'openat'],
  ['263', 'unlinkat'],
  ['268', 'fchmodat'],
  ['310', 'process_vm_readv'],
  ['313', 'finit_module'],
  ['319', 'memfd_create'],
  ['321', 'bpf'],
  ['322', 'execveat'],
])
const ARCH_X86_64 = 'c000003e'

export const auditd: LogFormat = {
  name: 'auditd',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    HEAD.lastIndex = 0
    const head = HEAD.exec(text)
    if (!head) return BEGINS.test(text) ? parseFailed(text) : undefined
    const [, node, type = ''] = head
    const audit_id = head[11]
    const pairs = new Map<string, unknown>([
      ['type', type],
      ['audit_id', audit_id],
    ])
    if (node !== undefined) pairs.set('node', node)
    addPairs(pairs, text.slice(HEAD.lastIndex, HEAD.lastIndex + BODY_LENGTH_MAX), type)
    const syscall = pairs.get('syscall')
    if (typeof syscall === 'string' && !pairs.has('SYSCALL')) {
      const is_name = NAME.test(syscall)
      const name = pairs.get('arch') === ARCH_X86_64 ? SYSCALLS_X86_64.get(syscall) : undefined
      if (is_name || name) pairs.set('SYSCALL', is_name ? syscall : name)
    }
    addProcess(pairs, type)
    return {
      time_ms: timeOf(head, context),
      host: node,
      logsource: AUDITD,
      fields: Object.fromEntries(pairs),
    }
  },
}

/** `ausearch --interpret` writes names. */
const NAME = /^[a-z_][a-z0-9_]{1,63}$/

/** A program's start under the names that rules for processes have; the records of one event tell a part each. */
function addProcess(pairs: Map<string, unknown>, type: string): void {
  if (type === 'EXECVE') {
    const texts: unknown[] = []
    for (let at = 0; at < ARGUMENTS_MAX && pairs.has(`a${at}`); at++) texts.push(pairs.get(`a${at}`))
    if (texts.length > 0) pairs.set('CommandLine', texts.join(' '))
  } else if (type === 'PROCTITLE' && pairs.has('proctitle')) pairs.set('CommandLine', pairs.get('proctitle'))
  else if (type === 'SYSCALL' && pairs.has('exe')) pairs.set('Image', pairs.get('exe'))
}

/** More become a part of the command line only up to here. */
const ARGUMENTS_MAX = 1024

function timeOf(head: RegExpExecArray, context: ParseContext): number | undefined {
  const millisecond = Number(head[10])
  if (head[3] !== undefined) return Number(head[3]) * 1000 + millisecond
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = head.slice(4, 10).map(Number)
  return epochOf({ year, month, day, hour, minute, second, millisecond }, context.zone_offset_minutes)
}

/** What journald has of such a record: `EXECVE argc=2 a0="ls" a1="-l"`. */
export const auditMessage: LogFormat = {
  name: 'auditd',
  parse(text: string): ParsedRecord | undefined {
    const type = MESSAGE.exec(text)?.[1]
    if (type === undefined) return undefined
    const pairs = new Map<string, unknown>([['type', type]])
    addPairs(pairs, text.slice(type.length, BODY_LENGTH_MAX), type)
    addProcess(pairs, type)
    return { logsource: AUDITD, fields: Object.fromEntries(pairs) }
  },
}

const MESSAGE = /^([A-Z][A-Z0-9_]{2,32}) [A-Za-z_][\w-]{0,31}=/
const AUDITD = { product: 'linux', service: 'auditd' }

/** The fields of a record that stands without its head. */
export function pairsOf(body: string, type: string): Readonly<Record<string, unknown>> {
  const pairs = new Map<string, unknown>()
  addPairs(pairs, body.slice(0, BODY_LENGTH_MAX), type)
  return Object.fromEntries(pairs)
}

function addPairs(pairs: Map<string, unknown>, body: string, type: string): void {
  // Where it is interpreted, blanks are in it as they are.
  const title = type === 'PROCTITLE' ? TITLE.exec(body)?.[1] : undefined
  if (title !== undefined) pairs.set('proctitle', title)
  let count = 0
  for (const match of body.matchAll(PAIR)) {
    if (++count > PAIRS_MAX) return
    const [, name = '', quoted, nested, bare] = match
    if (name === 'msg' && nested !== undefined) addPairs(pairs, nested, type)
    else if (!pairs.has(name)) pairs.set(name, quoted ?? nested ?? decoded(name, bare ?? '', type))
  }
}

const TITLE = /^ ?proctitle=([^"\s]+ \S.*?)\s*$/s

function decoded(name: string, value: string, type: string): string {
  if (type === 'SYSCALL' && NUMERIC_ARGUMENTS.test(name)) return value
  if (!ENCODED.test(name) || !HEXADECIMAL.test(value)) return value
  const bytes = new Uint8Array(value.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(value.slice(at * 2, at * 2 + 2), 16)
  return new TextDecoder().decode(bytes).replaceAll('\0', ' ').trimEnd()
}
