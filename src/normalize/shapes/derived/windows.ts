/** Security event 4688 under the names of Sysmon. */
import type { JsonObject } from '../../json/json-object.ts'
import type { Derivation } from './derivation.ts'

const INTEGRITY_LEVELS: ReadonlyMap<unknown, string> = new Map([
  ['S-1-16-0', 'Untrusted'],
  ['S-1-16-4096', 'Low'],
  ['S-1-16-8192', 'Medium'],
  ['S-1-16-8448', 'Medium'],
  ['S-1-16-12288', 'High'],
  ['S-1-16-16384', 'System'],
])

/** Sysmon's name, and 4688's. */
const RENAMED: readonly (readonly [sysmon: string, security: string])[] = [
  ['Image', 'NewProcessName'],
  ['ParentImage', 'ParentProcessName'],
  ['ProcessId', 'NewProcessId'],
  ['ParentProcessId', 'ProcessId'],
  ['LogonId', 'SubjectLogonId'],
]

/** The channel in lower case, and the id of the event. */
export const PROCESS_CREATION = { channel: 'security', event_id: 4688 } as const

/**
 * Security event 4688 under the names of Sysmon's event 1, which Sigma's category `process_creation` uses. The
 * original names stay beside them, except that `ProcessId` is the new process's, as in Sysmon; 4688 means the creator's
 * by it.
 */
export const securityProcessCreation: Derivation = { from: [], fieldsOf: processCreation }

function processCreation(data: JsonObject): JsonObject | undefined {
  const { EventID: event_id, Channel: channel } = data
  if (event_id !== PROCESS_CREATION.event_id || typeof channel !== 'string') return undefined
  if (channel.toLowerCase() !== PROCESS_CREATION.channel) return undefined
  const fields: Record<string, unknown> = {}
  for (const [sysmon, security] of RENAMED) {
    if (data[security] !== undefined) fields[sysmon] = data[security]
  }
  const integrity = INTEGRITY_LEVELS.get(data['MandatoryLabel'])
  if (integrity !== undefined) fields['IntegrityLevel'] = integrity
  const user = data['SubjectUserName']
  const domain = data['SubjectDomainName']
  if (typeof user === 'string')
    fields['User'] = typeof domain === 'string' && domain !== '-' ? `${domain}\\${user}` : user
  return fields
}
