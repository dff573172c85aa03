/**
 * The syslog protocol (RFC 5424): `<PRI>1 TIME HOST APP PROCID MSGID STRUCTURED-DATA MSG`.
 *
 * Fields beside those of every syslog line: `msgid`, and `structured_data`, an object of objects by SD-ID and
 * PARAM-NAME (a list where a name is repeated, which RFC 5424 6.3.3 allows).
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'
import { parseFailed } from './plain.ts'
import { priorityOf, syslogRecord } from './syslog-message.ts'

const BYTE_ORDER_MARK = '\uFEFF'
const HEADER = /1 (\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64})(?: |$)/y
/** RFC 5424 6.3.2: no `=`, blank, `]` or quote in a name. */
const SD_NAME = /[^=\s\]"]{1,128}/y

export const syslogRfc5424: LogFormat = {
  name: 'syslog-rfc5424',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const priority = priorityOf(text)
    if (!priority || !text.startsWith('1 ', priority.end)) return undefined
    HEADER.lastIndex = priority.end
    const header = HEADER.exec(text)
    const data = header ? structuredDataAt(text, HEADER.lastIndex) : undefined
    const time_ms =
      header?.[1] === '-' ? undefined : parseIsoTime(header?.[1] ?? '', context.zone_offset_minutes)
    if (!header || !data || (time_ms === undefined && header[1] !== '-')) return parseFailed(text)
    let at = data.end
    if (text[at] === ' ') at++
    if (text.startsWith(BYTE_ORDER_MARK, at)) at++
    const msgid = given(header[5])
    return syslogRecord(
      {
        time_ms,
        hostname: given(header[2]),
        program: given(header[3]),
        pid: given(header[4]),
        message: text.slice(at),
        priority,
        more: {
          ...(msgid === undefined ? {} : { msgid }),
          ...(data.elements.size === 0 ? {} : { structured_data: Object.fromEntries(data.elements) }),
        },
      },
      context,
    )
  },
}

/** The value of a header field; `-` says that there is none. */
function given(value: string | undefined): string | undefined {
  return value === '-' ? undefined : value
}

const ELEMENTS_MAX = 256
const PARAMS_MAX = 1024

interface StructuredData {
  readonly elements: Map<string, Record<string, string | string[]>>
  readonly end: number
}

function structuredDataAt(text: string, start: number): StructuredData | undefined {
  const elements = new Map<string, Record<string, string | string[]>>()
  if (text[start] === '-') return { elements, end: start + 1 }
  let at = start
  let count = 0
  while (text[at] === '[') {
    if (elements.size === ELEMENTS_MAX) return undefined
    const id = nameAt(text, at + 1)
    if (id === undefined) return undefined
    at += 1 + id.length
    const params = new Map<string, string | string[]>()
    while (text[at] === ' ') {
      if (++count > PARAMS_MAX) return undefined
      const name = nameAt(text, at + 1)
      if (name === undefined) return undefined
      at += 1 + name.length
      if (!text.startsWith('="', at)) return undefined
      const quoted = quotedAt(text, at + 2)
      if (!quoted) return undefined
      const before = params.get(name)
      if (before === undefined) params.set(name, quoted.value)
      else if (typeof before === 'string') params.set(name, [before, quoted.value])
      else before.push(quoted.value)
      at = quoted.end
    }
    if (text[at] !== ']') return undefined
    elements.set(id, Object.fromEntries(params))
    at++
  }
  return at === start ? undefined : { elements, end: at }
}

function nameAt(text: string, at: number): string | undefined {
  SD_NAME.lastIndex = at
  return SD_NAME.exec(text)?.[0]
}

/** The value from `start` to the closing quote; a backslash escapes quote, backslash and `]` and is itself otherwise. */
function quotedAt(text: string, start: number): { value: string; end: number } | undefined {
  let at = start
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  if (at >= text.length) return undefined
  return { value: text.slice(start, at).replace(/\\(["\\\]])/g, '$1'), end: at + 1 }
}
