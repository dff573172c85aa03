/**
 * The one line that tells an analyst what happened: a text line is that line; of a structured event it is composed from
 * the fields that say most.
 */
import type { LogEvent } from '../schema/event.ts'
import { isJsonObject, textAt, valueAt } from './json/json-object.ts'

/** Characters of a composed line; a text line stays complete. */
const DESCRIPTION_LENGTH_MAX = 1000

/** What was done, best first. */
const DEEDS = [
  ['CommandLine'],
  ['ScriptBlockText'],
  ['process', 'command_line'],
  ['eventName'],
  ['protoPayload', 'methodName'],
  ['message'],
  ['msg'],
  ['MESSAGE'],
  ['log'],
  ['Message'],
  ['TargetFilename'],
  ['TargetObject'],
  ['QueryName'],
  ['ImageLoaded'],
  ['ServiceName'],
  ['displayMessage'],
  ['verb'],
  ['action'],
  ['eventType'],
]
const ACTORS = [
  ['User'],
  ['SubjectUserName'],
  ['TargetUserName'],
  ['user'],
  ['username'],
  ['userIdentity', 'userName'],
  ['userIdentity', 'arn'],
  ['user', 'name'],
  ['actor', 'alternateId'],
]
const PEERS = [['IpAddress'], ['SourceIp'], ['sourceIPAddress'], ['src_ip'], ['client_ip'], ['source', 'ip']]

/** The formats whose records are JSON. */
const JSON_START = '{'

/** One line that tells what happened: the line itself, or for JSON and Windows events at most 1000 characters. */
export function describeEvent(event: LogEvent): string {
  const structured = event.format !== 'plain' && event.raw.trimStart().startsWith(JSON_START)
  if (!structured) return event.raw
  const { fields } = event
  const deed = textAt(fields, DEEDS)
  const actor = textAt(fields, ACTORS)
  const peer = textAt(fields, PEERS)
  const parts = [
    windowsEventName(event),
    deed,
    actor === undefined || actor === '-' ? undefined : `by ${actor}`,
    peer === undefined || peer === '-' ? undefined : `from ${peer}`,
    event.host === '' ? undefined : `on ${event.host}`,
  ].filter(part => part !== undefined)
  const text = deed === undefined && parts.length < 2 ? event.raw : parts.join(' ')
  return oneLine(text)
}

function windowsEventName(event: LogEvent): string | undefined {
  const id = valueAt(event.fields, ['EventID'])
  if (event.format !== 'windows-event' || isJsonObject(id)) return undefined
  const kind = event.logsource.category ?? event.logsource.service ?? String(event.fields['Channel'])
  return `${kind} (event ${String(id)}):`
}

function oneLine(text: string): string {
  const start = text
    .slice(0, DESCRIPTION_LENGTH_MAX * 2)
    .replace(/\s+/g, ' ')
    .trim()
  return start.length > DESCRIPTION_LENGTH_MAX ? `${start.slice(0, DESCRIPTION_LENGTH_MAX - 1)}…` : start
}
