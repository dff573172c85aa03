/**
 * What the lines at a table's head say of the others: Zeek's (https://docs.zeek.org/en/master/log-formats.html) and those
 * of the W3C's extended log format (https://www.w3.org/TR/WD-logfile.html).
 */

interface Column {
  readonly name: string
  /** As Zeek calls it; `string` where the table does not tell. */
  readonly type: string
}

/** More than any program writes; values beyond have no name. */
const COLUMNS_MAX = 1024
const HEXADECIMAL = /\\x([0-9A-Fa-f]{2})/g
const FIELDS = /^#[Ff]ields:?\s+/
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const NUMERIC = new Set(['time', 'interval', 'count', 'int', 'port', 'double'])

export class TableHead {
  #columns: readonly Column[] = []
  #separator: string | undefined
  #set_separator = ','
  #unset = '-'
  #empty: string | undefined
  /** The name of Zeek's log. */
  #path: string | undefined

  /** Takes a line of the head. */
  take(line: string): void {
    const [word = '', ...rest] = line.split(this.#separator ?? ' ')
    const value = rest.join(this.#separator ?? ' ')
    if (word === '#separator') this.#separator = decoded(value)
    else if (word === '#set_separator') this.#set_separator = decoded(value) || ','
    else if (word === '#empty_field') this.#empty = value
    else if (word === '#unset_field') this.#unset = value
    else if (word === '#path') this.#path = value
    else if (word === '#types')
      this.#columns = this.#columns.map(({ name }, at) => ({ name, type: rest[at] ?? 'string' }))
    else if (FIELDS.test(line))
      this.#columns = line
        .replace(FIELDS, '')
        .trimEnd()
        .split(this.#separator ?? /\s+/)
        .slice(0, COLUMNS_MAX)
        .map(name => ({ name, type: 'string' }))
  }

  /** The record of a line as JSON; undefined where there is no head for it. */
  recordOf(line: string): string | undefined {
    const columns = this.#columns
    if (columns.length === 0 || line.trim() === '') return undefined
    const values = this.#separator === undefined ? wordsOf(line) : line.split(this.#separator)
    const is_zeek = this.#separator !== undefined
    const fields: [string, unknown][] = is_zeek && this.#path !== undefined ? [['_path', this.#path]] : []
    for (const [at, { name, type }] of columns.entries()) {
      const value = values[at]
      if (value === undefined || value === this.#unset) continue
      fields.push([name, is_zeek ? this.#valueOf(value, type) : value])
    }
    const record = Object.fromEntries(fields)
    return JSON.stringify(is_zeek ? record : ofTheWeb(record, line))
  }

  #valueOf(value: string, type: string): unknown {
    if (NUMERIC.has(type)) return NUMBER.test(value) ? Number(value) : value
    if (type === 'bool') return value === 'T'
    if (/^(?:set|vector|table)\[/.test(type)) {
      const inner = type.slice(type.indexOf('[') + 1, -1)
      if (value === this.#empty) return []
      return value.split(this.#set_separator).map(one => this.#valueOf(one, inner))
    }
    const text = value === this.#empty ? '' : value
    return text.includes('\\x') ? unescaped(text) : text
  }
}

/** Bytes that are no text are written by their number. */
function unescaped(text: string): string {
  return text.replace(HEXADECIMAL, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

function decoded(value: string): string {
  return unescaped(value.trim())
}

/** The values of a line: by tabs where it has some, else by blanks; in quotes there may be blanks. */
function wordsOf(line: string): string[] {
  if (line.includes('\t')) return line.trimEnd().split('\t')
  if (!line.includes('"')) return line.trim().split(/ +/)
  return [...line.matchAll(/"([^"]*)"|([^ ]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

/**
 * With the time in one text, date and time being columns of their own and always UTC; and with what rules take for the
 * query, which is all of the request's target (`normalize/formats/access-log.ts`). IIS writes blanks as `+`.
 */
function ofTheWeb(record: Record<string, unknown>, line: string): Record<string, unknown> {
  const { date, time, 'cs-uri-stem': stem, 'cs-uri-query': query, [AGENT]: agent } = record
  return {
    ...(typeof date === 'string' && typeof time === 'string' ? { '@timestamp': `${date}T${time}Z` } : {}),
    ...record,
    ...(typeof stem === 'string'
      ? { 'cs-uri-query': typeof query === 'string' ? `${stem}?${query}` : stem }
      : {}),
    ...(typeof agent === 'string' && !line.includes('\t') ? { [AGENT]: agent.replaceAll('+', ' ') } : {}),
  }
}

const AGENT = 'cs(User-Agent)'
