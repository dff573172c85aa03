/** What the first characters of a text say of how its records are told apart. */
import { beginsCsv, beginsHeaded, mayBecomeCsv } from './heads.ts'

export type Beginning = 'array' | 'objects' | 'xml' | 'headed' | 'csv' | 'lines'

/** A token of JSON as it is written, or digits. */
type Token = string | typeof DIGITS
const DIGITS = Symbol('digits')

/** An array of maps, alone or as a member of a map around it, as the exports of services have it. */
const ARRAYS: readonly (readonly Token[])[] = [
  ['[', '{'],
  ['[', ']'],
  // CloudTrail, Azure
  ...['"Records"', '"records"'].flatMap(name => [
    ['{', name, ':', '[', '{'],
    ['{', name, ':', '[', ']'],
  ]),
  // What CloudTrail answers when it is asked for events
  ['{', '"Events"', ':', '[', '{'],
  // Google Workspace's reports
  ['{', '"kind"', ':', '"admin#reports#activities"'],
  // Microsoft Graph, Azure's management API
  ['{', '"@odata.context"', ':'],
  ['{', '"value"', ':', '[', '{'],
  // CloudWatch Logs: subscriptions, and what its API answers
  ['{', '"messageType"', ':', '"DATA_MESSAGE"'],
  ...['"logStreamName"', '"timestamp"', '"ingestionTime"'].map(name => [
    '{',
    '"events"',
    ':',
    '[',
    '{',
    name,
  ]),
  // Kubernetes
  ['{', '"kind"', ':', '"EventList"'],
  ['{', '"apiVersion"', ':', '"audit.k8s.io/v1"', ',', '"kind"', ':', '"EventList"'],
  // Elasticsearch
  ['{', '"took"', ':', DIGITS, ',', '"timed_out"'],
]
/** The members of such maps that are the records. */
export const RECORD_LISTS: ReadonlySet<string> = new Set([
  'Records',
  'records',
  'Events',
  'value',
  'logEvents',
  'events',
  'items',
  'hits',
])

const MARK = '(?:\\xef\\xbb\\xbf)?\\s*'
/** What evtx_dump writes before each record, unless it is told to write one a line. */
const NUMBERED = '(?:Record \\d{1,20}\\s+)?'
const ARRAY = anyOf(ARRAYS.map(tokens => atomsOf(tokens).join('')))
/** Maps that are written over several lines. */
const OBJECTS = new RegExp(`^${MARK}${NUMBERED}\\{[ \\t]*\\r?\\n`)
const XML = new RegExp(`^${MARK}${NUMBERED}<(?:\\?xml|Events?)[\\s>]`)
/** What may become one of these. */
const PART = anyOf([
  ...ARRAYS.map(tokens => partOf(atomsOf(tokens))),
  `${NUMBERED}\\{[ \\t]*\\r?$`,
  'R(?:ecord(?: \\d*\\s*)?)?$',
  ...['<?xml', '<Events'].map(tag => `${NUMBERED}${partOf(atomsOf([tag]))}`),
])

/** What begins with these bytes of a file; undefined where more of them are needed to tell. */
export function beginningOf(head: Uint8Array, is_whole: boolean): Beginning | undefined {
  const text = Buffer.from(head).toString('latin1')
  if (ARRAY.test(text)) return 'array'
  if (!is_whole && PART.test(text)) return undefined
  if (OBJECTS.test(text)) return 'objects'
  if (XML.test(text)) return 'xml'
  if (beginsHeaded(text)) return 'headed'
  if (beginsCsv(text)) return 'csv'
  return is_whole || !mayBecomeCsv(text) ? 'lines' : undefined
}

function anyOf(sources: readonly string[]): RegExp {
  return new RegExp(`^${MARK}(?:${sources.join('|')})`)
}

function partOf(atoms: readonly string[]): string {
  return `${atoms.reduceRight((rest, atom) => `(?:${atom}${rest})?`, '')}$`
}

/** Regular expressions for one character each, with blanks between tokens. */
function atomsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, at) => [
    ...(at === 0 ? [] : ['\\s*']),
    ...(token === DIGITS
      ? ['\\d+']
      : [...String(token)].map(character => character.replace(/[[\]{}.?]/, '\\$&'))),
  ])
}
