/**
 * The message that Windows shows for an event, in English: `Name: value` a line, under headings for the events of the
 * security log. Rules know the values by the names of the event's template, which the message only hints at.
 * https://learn.microsoft.com/windows/security/threat-protection/auditing/security-auditing-overview
 */
import type { JsonObject } from '../json/json-object.ts'

/** More lines than any template has. */
const LINES_MAX = 512
const LINE = /^\s*([A-Za-z][A-Za-z0-9 /()_-]{0,63}?):(?:\s+(.*))?$/

/** What is said of an account, and under which heading the template's name begins with what. */
const ACCOUNT: Readonly<Record<string, string>> = {
  'Security ID': 'UserSid',
  'Account Name': 'UserName',
  'Account Domain': 'DomainName',
  'Logon ID': 'LogonId',
}
const HEADINGS: Readonly<Record<string, string>> = {
  Subject: 'Subject',
  'Creator Subject': 'Subject',
  'Target Subject': 'Target',
  'New Logon': 'Target',
  'Target Account': 'Target',
  'New Account': 'Target',
  'Account For Which Logon Failed': 'Target',
  'Account Whose Credentials Were Used': 'Target',
  'Account That Was Locked Out': 'Target',
  Member: 'Member',
  Group: 'Target',
}

/** Under whatever heading. */
const NAMES: Readonly<Record<string, string>> = {
  'New Process ID': 'NewProcessId',
  'New Process Name': 'NewProcessName',
  'Token Elevation Type': 'TokenElevationType',
  'Mandatory Label': 'MandatoryLabel',
  'Creator Process ID': 'ProcessId',
  'Creator Process Name': 'ParentProcessName',
  'Process Command Line': 'CommandLine',
  'Process ID': 'ProcessId',
  'Process Name': 'ProcessName',
  'Logon Type': 'LogonType',
  'Logon Process': 'LogonProcessName',
  'Authentication Package': 'AuthenticationPackageName',
  'Workstation Name': 'WorkstationName',
  'Source Workstation': 'Workstation',
  'Source Network Address': 'IpAddress',
  'Client Address': 'IpAddress',
  'Source Address': 'IpAddress',
  'Source Port': 'IpPort',
  'Client Port': 'IpPort',
  'Failure Reason': 'FailureReason',
  Status: 'Status',
  'Sub Status': 'SubStatus',
  'Failure Code': 'Status',
  'Ticket Options': 'TicketOptions',
  'Ticket Encryption Type': 'TicketEncryptionType',
  'Service File Name': 'ServiceFileName',
  'Service Name': 'ServiceName',
  'Service Type': 'ServiceType',
  'Service Start Type': 'StartType',
  'Service Account': 'AccountName',
  'Object Server': 'ObjectServer',
  'Object Type': 'ObjectType',
  'Object Name': 'ObjectName',
  'Object Value Name': 'ObjectValueName',
  Accesses: 'AccessList',
  'Access Mask': 'AccessMask',
  'Access Request Information': 'AccessRequestInformation',
  'Share Name': 'ShareName',
  'Share Path': 'ShareLocalPath',
  'Relative Target Name': 'RelativeTargetName',
  'Task Name': 'TaskName',
  'Task Content': 'TaskContent',
  Privileges: 'PrivilegeList',
  'Group Name': 'TargetUserName',
  'Group Domain': 'TargetDomainName',
}

/** What stands in a message of its own form. */
const SCRIPT_BLOCK =
  /^Creating Scriptblock text \((\d+) of (\d+)\):\r?\n([\s\S]*?)\r?\n\r?\nScriptBlock ID: (\S*)\r?\nPath: ?(.*)/

/** The data of an event under the names of its template, as far as its message tells them. */
export function dataOfMessage(message: unknown): JsonObject {
  if (typeof message !== 'string') return {}
  const script = SCRIPT_BLOCK.exec(message)
  if (script) {
    const [, MessageNumber, MessageTotal, ScriptBlockText, ScriptBlockId, Path] = script
    return { MessageNumber, MessageTotal, ScriptBlockText, ScriptBlockId, Path }
  }
  const data = new Map<string, string>()
  let heading = ''
  for (const line of message.split(/\r?\n/, LINES_MAX)) {
    const [, label = '', value = ''] = LINE.exec(line) ?? []
    if (label === '') continue
    if (value === '') heading = label
    const name = nameOf(label, heading)
    if (value !== '' && name !== undefined && !data.has(name)) data.set(name, value.trimEnd())
  }
  return Object.fromEntries(data)
}

function nameOf(label: string, heading: string): string | undefined {
  const role = HEADINGS[heading]
  const account = ACCOUNT[label]
  if (account !== undefined) return role === undefined ? undefined : `${role}${account}`
  // Sysmon and others show the names themselves.
  return NAMES[label] ?? (label.includes(' ') ? undefined : label)
}
