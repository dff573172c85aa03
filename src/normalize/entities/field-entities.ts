/** Which fields name an entity, as a table: fields at the top of an event by name, nested ones by path. */
import type { EntityType } from '../../schema/event.ts'
import { type JsonObject, valueAt } from '../json/json-object.ts'
import type { EntitySet } from './entity-set.ts'

/** What a field's text is: one entity, or a list of hashes as Sysmon writes it (`SHA256=...,MD5=...`). */
type FieldKind = EntityType | 'hashes'

const NAMES: Readonly<Record<FieldKind, readonly string[]>> = {
  user: [
    ...[
      'user',
      'User',
      'username',
      'userName',
      'UserName',
      'user_name',
      'USER',
      'target_user',
      'by_user',
      'acct',
    ],
    ...[
      'TargetUserName',
      'SubjectUserName',
      'SamAccountName',
      'AccountName',
      'cs-username',
      'SourceUser',
      'TargetUser',
    ],
    ...['ParentUser', 'UserId', 'userPrincipalName', 'user.name'],
  ],
  ip: [
    ...[
      'src_ip',
      'dst_ip',
      'c-ip',
      's-ip',
      'ip',
      'IpAddress',
      'SourceIp',
      'DestinationIp',
      'SourceAddress',
      'DestAddress',
    ],
    ...[
      'ClientAddress',
      'sourceIPAddress',
      'client_ip',
      'clientip',
      'client',
      'remote_addr',
      'remote_ip',
      'source_ip',
    ],
    ...[
      'src',
      'dst',
      'srcip',
      'dstip',
      'callerIpAddress',
      'ipAddress',
      'addr',
      'rhost',
      'id.orig_h',
      'id.resp_h',
    ],
    ...['id_orig_h', 'id_resp_h', 'source.ip', 'destination.ip', 'client.ip', 'HostIP', 'ClientIP'],
  ],
  process: [
    ...[
      'Image',
      'ParentImage',
      'SourceImage',
      'TargetImage',
      'NewProcessName',
      'ParentProcessName',
      'ProcessName',
    ],
    ...['Application', 'exe'],
  ],
  file: ['TargetFilename', 'ImageLoaded', 'ServiceFileName', 'ImagePath', 'RelativeTargetName'],
  hash: ['md5', 'sha1', 'sha256', 'MD5', 'SHA1', 'SHA256'],
  hashes: ['Hashes', 'Hash'],
  domain: [
    'QueryName',
    'DestinationHostname',
    'query',
    'src_host',
    'dst_host',
    'cs-host',
    'dns.question.name',
  ],
  host: ['WorkstationName', 'Workstation', 'host.name'],
  url: ['url', 'RemoteName', 'url.full'],
}

const KINDS: ReadonlyMap<string, FieldKind> = new Map(
  (Object.keys(NAMES) as FieldKind[]).flatMap(kind => NAMES[kind].map(name => [name, kind] as const)),
)

const PATHS: readonly (readonly [path: readonly string[], type: EntityType])[] = [
  [['userIdentity', 'userName'], 'user'],
  [['userIdentity', 'arn'], 'user'],
  [['user', 'name'], 'user'],
  [['user', 'username'], 'user'],
  [['actor', 'alternateId'], 'user'],
  [['protoPayload', 'authenticationInfo', 'principalEmail'], 'user'],
  [['protoPayload', 'requestMetadata', 'callerIp'], 'ip'],
  [['client', 'ipAddress'], 'ip'],
  [['source', 'ip'], 'ip'],
  [['destination', 'ip'], 'ip'],
  [['client', 'ip'], 'ip'],
  [['process', 'executable'], 'process'],
  [['dns', 'question', 'name'], 'domain'],
  [['url', 'full'], 'url'],
]

/** An event with more fields at its top is looked through up to here. */
const FIELDS_MAX = 512
/** `SHA256=` and the like; the import hash tells of a build, not of a file. */
const HASH = /\b(MD5|SHA1|SHA256)=([0-9A-Fa-f]{32,64})\b/g

/** Takes the entities that the fields name into `entities`. */
export function addFieldEntities(fields: JsonObject, entities: EntitySet): void {
  let count = 0
  let nested = false
  for (const name in fields) {
    if (++count > FIELDS_MAX) break
    const value = fields[name]
    if (typeof value === 'object') nested = true
    if (typeof value !== 'string') continue
    const kind = KINDS.get(name)
    if (kind === 'hashes') addHashes(value, entities)
    else if (kind !== undefined) entities.add(kind, value)
  }
  if (!nested) return
  for (const [path, type] of PATHS) {
    const value = valueAt(fields, path)
    if (typeof value === 'string') entities.add(type, value)
  }
}

function addHashes(text: string, entities: EntitySet): void {
  if (text.length > 1024) return
  for (const match of text.matchAll(HASH)) entities.add('hash', (match[2] ?? '').toLowerCase())
}
