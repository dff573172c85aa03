/** Files whose first lines name the columns of all others: whether a file begins like one. */

const MARK = '(?:\xef\xbb\xbf)?'
/** What Windows PowerShell writes before the names. */
const TYPE = /^(?:\xef\xbb\xbf)?#TYPE [^\n]*\n/
/** Zeek's own logs, and the extended log format of the W3C (IIS, CloudFront, proxies, the firewall of Windows). */
const HEADED = new RegExp(`^${MARK}#(?:separat|Softwar|Version|Fields:|Date: )`)

export function beginsHeaded(text: string): boolean {
  return HEADED.test(text)
}

const NAME = '"?[A-Za-z_@][\\w .@:/()[\\]-]{0,80}"?'
const NAMES = new RegExp(`^${MARK}${NAME}(?:,${NAME})+,?$`)
/** Nothing that a list of names can not begin with. */
const PART = new RegExp(`^${MARK}[\\w .@:/()[\\]",-]*$`)
const COLUMNS_MIN = 3

/** Of these a table of events has one: other lists of words are taken for lines of text. */
const KNOWN = new Set([
  '_raw',
  '_time',
  '@timestamp',
  'actiontype',
  'activitydatetime',
  'auditdata',
  'channel',
  'commandline',
  'createddatetime',
  'date (utc)',
  'eventcode',
  'eventid',
  'eventname',
  'eventtime',
  'operation',
  'operationname',
  'timecreated',
  'timegenerated',
  'timegenerated [utc]',
  'timestamp',
  'timestamp [utc]',
  'utctime',
])

/** Whether the first line is that of a table of events: at least three names, one of them well known. */
export function beginsCsv(whole: string): boolean {
  const text = whole.replace(TYPE, '')
  const end = text.indexOf('\n')
  // Of a line that goes on the last name may be cut.
  const line = end < 0 ? text.slice(0, Math.max(0, text.lastIndexOf(','))) : text.slice(0, end).trimEnd()
  if (!NAMES.test(line)) return false
  const names = line
    .replace('\xef\xbb\xbf', '')
    .split(',')
    .map(name => name.replaceAll('"', '').toLowerCase())
  return names.length >= COLUMNS_MIN && names.some(name => KNOWN.has(name))
}

/** Whether more of the first line may tell. */
export function mayBecomeCsv(text: string): boolean {
  return PART.test(text.replace(TYPE, '')) || (text.startsWith('#TYPE ') && !text.includes('\n'))
}
