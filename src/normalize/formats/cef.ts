/**
 * ArcSight's Common Event Format, which many products write: `CEF:0|Vendor|Product|Version|ID|Name|Severity|key=value ...`
 * https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors/
 *
 * Logsource: product is the vendor, in lower case without blanks; FortiGate's are those of its own format.
 * Fields: the record's keys; `deviceVendor`, `deviceProduct`, `deviceVersion`, `signatureId`, `name`, `severity`; labelled ones
 * (`cs1Label=Path cs1=x`) also under their label; addresses, ports, requests and files under the names of Sigma's taxonomy.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'
import { syslogTimeAt } from '../time/syslog-time.ts'

const HEAD = /^CEF: ?\d{1,2}\|/
const PART = /((?:[^|\\]|\\.){0,1024})\|/y
const PARTS = ['deviceVendor', 'deviceProduct', 'deviceVersion', 'signatureId', 'name', 'severity'] as const
/** Values may hold blanks: a key is what stands before the last `=` that is not escaped. */
const KEY = /(?:^|(?<=\s))([A-Za-z_][\w.[\]-]{0,63})=/g
const PAIRS_MAX = 512
const LABEL = /^((?:c[nsf]|c6a|flexString|flexNumber|deviceCustom\w{1,32}?|flexDate)\d?)Label$/

/** Under the names that rules have. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  src: ['src_ip', 'c-ip'],
  dst: ['dst_ip'],
  spt: ['src_port'],
  dpt: ['dst_port'],
  act: ['action', 'Action'],
  request: ['c-uri', 'cs-uri', 'cs-uri-query'],
  requestMethod: ['cs-method'],
  requestClientApplication: ['c-useragent', 'cs-user-agent'],
  dhost: ['cs-host'],
  filePath: ['Filename'],
  sproc: ['Image'],
  suser: ['User'],
}

export const cef: LogFormat = {
  name: 'cef',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const head = HEAD.exec(text)
    if (!head) return undefined
    const fields = new Map<string, string>()
    PART.lastIndex = head[0].length
    for (const name of PARTS) {
      const part = PART.exec(text)
      if (!part) return undefined
      fields.set(name, unescaped(part[1] ?? ''))
    }
    // Behind the last part, whose place the pattern forgets only when it fails.
    addPairs(fields, text.slice(PART.lastIndex))
    const vendor = fields.get('deviceVendor') ?? ''
    return {
      time_ms: timeOf(fields, context),
      host: fields.get('dvchost') ?? fields.get('deviceExternalId'),
      logsource: vendor === 'Fortinet' ? fortinet(fields) : productOf(vendor),
      fields: Object.fromEntries(fields),
      text: fields.get('msg'),
    }
  },
}

function addPairs(fields: Map<string, string>, extension: string): void {
  const keys = [...extension.matchAll(KEY)].slice(0, PAIRS_MAX)
  for (const [at, key] of keys.entries()) {
    const start = key.index + key[0].length
    const value = unescaped(extension.slice(start, keys[at + 1]?.index).trimEnd())
    if (!fields.has(key[1] ?? '')) fields.set(key[1] ?? '', value)
  }
  for (const [name, label] of [...fields]) {
    const labelled = LABEL.exec(name)?.[1]
    const value = labelled === undefined ? undefined : fields.get(labelled)
    if (value !== undefined && label !== '' && label.length <= 64 && !fields.has(label))
      fields.set(label, value)
  }
  for (const [name, others] of Object.entries(NAMES)) {
    const value = fields.get(name)
    if (value !== undefined) for (const other of others) if (!fields.has(other)) fields.set(other, value)
  }
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([|\\=nr])/g, (_, one) => ESCAPES[one] ?? one) : text
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' }

/** FortiOS writes its own names behind a prefix, and its type in front of a colon. */
function fortinet(fields: Map<string, string>): ParsedRecord['logsource'] {
  for (const [name, value] of [...fields])
    if (name.startsWith('FTNTFGT')) {
      const own = name.slice('FTNTFGT'.length)
      if (own !== '' && !fields.has(own)) fields.set(own, value)
    }
  const type = fields.get('type') ?? fields.get('cat')?.split(':')[0]
  return {
    product: 'fortigate',
    ...(type === undefined || type === '' ? {} : { service: type.slice(0, 100) }),
  }
}

export function productOf(vendor: string): ParsedRecord['logsource'] {
  const product = vendor.toLowerCase().replace(/\s+/g, '').slice(0, 100)
  return product === '' ? {} : { product }
}

const EPOCH_MS = /^\d{12,14}$/

function timeOf(fields: ReadonlyMap<string, string>, context: ParseContext): number | undefined {
  for (const name of ['rt', 'end', 'start', 'deviceReceiptTime']) {
    const value = fields.get(name)
    if (value === undefined) continue
    if (EPOCH_MS.test(value)) return Number(value)
    const time = syslogTimeAt(value, 0, context)?.time_ms ?? parseIsoTime(value, context.zone_offset_minutes)
    if (time !== undefined) return time
  }
  return undefined
}
