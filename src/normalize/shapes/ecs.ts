/**
 * The Elastic Common Schema under the names of Sigma's taxonomy, which for hosts are Sysmon's.
 * https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html
 */
import { ecsArguments, ecsHashes, ecsUser } from './derived/ecs.ts'
import { requestTarget } from './derived/web.ts'
import { anyOf, fields, type Shape, shape, text } from './shape.ts'

/** What any record of the schema may have, whatever it tells of. */
export const ECS_FIELDS = fields({
  CommandLine: 'process.command_line',
  Image: 'process.executable',
  ProcessId: 'process.pid',
  ProcessGuid: 'process.entity_id',
  CurrentDirectory: 'process.working_directory',
  OriginalFileName: 'process.pe.original_file_name',
  Product: 'process.pe.product',
  Company: 'process.pe.company',
  Description: 'process.pe.description',
  FileVersion: 'process.pe.file_version',
  ParentImage: 'process.parent.executable',
  ParentCommandLine: 'process.parent.command_line',
  ParentProcessId: 'process.parent.pid',
  ParentProcessGuid: 'process.parent.entity_id',
  User: 'user.name',
  SourceIp: 'source.ip',
  SourcePort: 'source.port',
  SourceHostname: 'source.domain',
  DestinationIp: 'destination.ip',
  DestinationPort: 'destination.port',
  DestinationHostname: 'destination.domain',
  Protocol: 'network.transport',
  QueryName: 'dns.question.name',
  QueryResults: 'dns.answers.data',
  TargetFilename: 'file.path',
  TargetObject: 'registry.path',
  Details: 'registry.data.strings',
  ImageLoaded: 'dll.path',
  ScriptBlockText: 'powershell.file.script_block_text',
  ScriptBlockId: 'powershell.file.script_block_id',
})

/** Of web servers and proxies. */
const ECS_WEB = fields({
  'c-ip': ['client.ip', 'source.ip'],
  src_ip: ['client.ip', 'source.ip'],
  src_port: 'source.port',
  dst_ip: 'destination.ip',
  dst_port: 'destination.port',
  'cs-method': 'http.request.method',
  'cs-uri': 'url.original',
  'cs-host': 'url.domain',
  'cs-version': 'http.version',
  'sc-status': 'http.response.status_code',
  'sc-bytes': 'http.response.body.bytes',
  'cs-referer': 'http.request.referrer',
  'cs-user-agent': 'user_agent.original',
  'c-useragent': 'user_agent.original',
  'cs-username': 'user.name',
})

/** Of audit logs whose rules use the names of the service itself. */
const ECS_AUDIT = fields({
  EventID: 'event.code',
  Provider_Name: 'event.provider',
  Computer: 'host.name',
  query: 'dns.question.name',
  record_type: 'dns.question.type',
  answer: 'dns.answers.data',
  action: 'event.action',
  eventSource: 'event.provider',
  eventName: 'event.action',
  eventType: 'event.action',
  operationName: 'event.action',
})

/** Of the audit daemon through Auditbeat, under the daemon's names. */
const ECS_AUDITD = fields({
  SYSCALL: 'auditd.data.syscall',
  syscall: 'auditd.data.syscall',
  exe: 'process.executable',
  comm: 'process.name',
  name: 'auditd.paths.name',
  nametype: 'auditd.paths.nametype',
})

/** CloudTrail through Filebeat and Elastic's integration, under the names of the service. */
const ECS_CLOUDTRAIL = fields({
  errorCode: 'aws.cloudtrail.error_code',
  errorMessage: 'aws.cloudtrail.error_message',
  awsRegion: 'cloud.region',
  eventType: 'aws.cloudtrail.event_type',
  sourceIPAddress: 'source.ip',
  userAgent: 'user_agent.original',
  'userIdentity.type': 'aws.cloudtrail.user_identity.type',
  'userIdentity.arn': 'aws.cloudtrail.user_identity.arn',
  requestParameters: ['aws.cloudtrail.flattened.request_parameters', 'aws.cloudtrail.request_parameters'],
  responseElements: ['aws.cloudtrail.flattened.response_elements', 'aws.cloudtrail.response_elements'],
  'responseElements.ConsoleLogin': 'aws.cloudtrail.flattened.response_elements.ConsoleLogin',
  'additionalEventData.MFAUsed': 'aws.cloudtrail.flattened.additional_eventdata.MFAUsed',
})

/** Okta's system log, in the same way. */
const ECS_OKTA = fields({
  eventType: 'okta.event_type',
  displayMessage: 'okta.display_message',
  'actor.alternateId': 'okta.actor.alternate_id',
  'outcome.result': 'okta.outcome.result',
  'outcome.reason': 'okta.outcome.reason',
  'target.displayName': 'okta.target.display_name',
  'securityContext.isProxy': 'okta.security_context.is_proxy',
  'debugContext.debugData.requestUri': 'okta.debug_context.debug_data.request_uri',
})

/** Microsoft 365, in the same way. */
const ECS_M365 = fields({
  Operation: 'o365.audit.Operation',
  Workload: 'o365.audit.Workload',
  Payload: 'o365.audit.Payload',
  status: ['o365.audit.ResultStatus', 'o365.audit.Status'],
})

/** Keys one of which a record of the schema has beside its time. */
const ECS_KEYS = ['ecs.version', 'event.dataset', 'event.module', 'event.kind']

export const ECS_SHAPES: readonly Shape[] = [
  ...ECS_KEYS.map(key =>
    shape({
      format: 'ecs',
      keys: [text('@timestamp'), text(key)],
      added: [
        ...ECS_FIELDS,
        ...ECS_WEB,
        ...ECS_CLOUDTRAIL,
        ...ECS_OKTA,
        ...ECS_M365,
        ...ECS_AUDIT,
        ...ECS_AUDITD,
      ],
      derived: [ecsUser, ecsHashes, ecsArguments, requestTarget],
      host: anyOf('host.name', 'host.hostname'),
    }),
  ),
]
