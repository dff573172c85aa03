/**
 * Audit logs of cloud services, recognised by names that only they have. Their fields keep their names; where rules know
 * a value by another one, it is there as well.
 */
import { jsonText } from './derived/json-text.ts'
import { workspaceService } from './derived/workspace.ts'
import { fields, holds, type Shape, shape, text } from './shape.ts'

const CLOUDTRAIL = {
  format: 'cloudtrail',
  logsource: { product: 'aws', service: 'cloudtrail' },
  derived: [jsonText('requestParameters'), jsonText('responseElements')],
} as const
const GITHUB = { format: 'github-audit', logsource: { product: 'github', service: 'audit' } } as const
const ONELOGIN = {
  format: 'onelogin',
  logsource: { product: 'onelogin', service: 'onelogin.events' },
} as const
const KUBERNETES = {
  format: 'kubernetes-audit',
  logsource: { product: 'kubernetes', service: 'audit', category: 'application' },
  added: fields({
    apiGroup: 'objectRef.apiGroup',
    namespace: 'objectRef.namespace',
    capabilities: [
      'requestObject.spec.containers.securityContext.capabilities.add',
      'requestObject.spec.template.spec.containers.securityContext.capabilities.add',
    ],
    hostPath: [
      'requestObject.spec.volumes.hostPath.path',
      'requestObject.spec.template.spec.volumes.hostPath.path',
    ],
  }),
} as const

export const CLOUD_SHAPES: readonly Shape[] = [
  shape({
    ...CLOUDTRAIL,
    keys: [text('eventSource'), text('eventName'), text('eventVersion'), text('awsRegion')],
  }),
  shape({
    ...CLOUDTRAIL,
    keys: [text('eventSource', '*.amazonaws.com'), text('eventName'), holds('map', 'userIdentity')],
  }),
  ...(
    [
      ['service.serviceName', 'type'],
      // As its API answers.
      ['Service.ServiceName', 'Type'],
    ] as const
  ).map(([service, type]) =>
    shape({
      format: 'guardduty',
      keys: [text(service, 'guardduty'), text(type, '*:*')],
      logsource: { product: 'aws', service: 'guardduty' },
    }),
  ),
  ...[text('stage'), text('apiVersion', 'audit.k8s.io/*')].map(key =>
    shape({ ...KUBERNETES, keys: [text('auditID'), text('verb'), text('kind', 'Event'), key] }),
  ),
  shape({
    format: 'google-workspace',
    keys: [
      text('protoPayload.serviceName', 'admin.googleapis.com', 'login.googleapis.com'),
      text('protoPayload.@type', 'type.googleapis.com/google.cloud.audit.*'),
    ],
    logsource: { product: 'gcp' },
    added: fields({
      eventService: 'protoPayload.serviceName',
      eventName: 'protoPayload.metadata.event.eventName',
      setting_name: 'protoPayload.metadata.event.parameter.value',
      new_value: 'protoPayload.metadata.event.parameter.value',
    }),
  }),
  shape({
    format: 'google-workspace',
    keys: [text('kind', 'admin#reports#activity'), text('id.applicationName')],
    logsource: { product: 'gcp' },
    added: fields({
      eventName: ['events.name', 'name'],
      setting_name: ['events.parameters.value', 'parameters.SETTING_NAME'],
      new_value: ['events.parameters.value', 'parameters.NEW_VALUE'],
    }),
    derived: [workspaceService],
  }),
  shape({
    format: 'gcp-audit',
    keys: [
      text('protoPayload.methodName'),
      text('logName'),
      text('protoPayload.@type', 'type.googleapis.com/google.cloud.audit.*'),
    ],
    logsource: { product: 'gcp', service: 'gcp.audit' },
    added: fields({
      'gcp.audit.method_name': 'protoPayload.methodName',
      'data.protoPayload': 'protoPayload',
      'data.protoPayload.logName': 'logName',
      'data.protoPayload.resource.type': 'resource.type',
    }),
  }),
  shape({
    format: 'okta',
    keys: [text('eventType'), text('published'), text('uuid'), text('actor.alternateId')],
    logsource: { product: 'okta', service: 'okta' },
  }),
  ...[
    [text('_document_id')],
    [holds('number', 'created_at'), text('org')],
    [holds('number', 'created_at'), text('business')],
    [holds('number', 'created_at'), text('repo')],
  ].map(more => shape({ ...GITHUB, keys: [text('action', '*.*'), text('actor'), ...more] })),
  shape({
    format: 'm365-audit',
    keys: [text('Operation'), text('Workload'), text('CreationTime'), holds('event-id', 'RecordType')],
    logsource: { product: 'm365' },
    added: fields({
      eventSource: 'Workload',
      eventName: ['Name', 'Operation'],
      status: ['ResultStatus', 'Status'],
    }),
  }),
  ...['account_id', 'user_id', 'actor_user_id'].map(name =>
    shape({ ...ONELOGIN, keys: [holds('event-id', 'event_type_id'), holds('number', name)] }),
  ),
  shape({
    format: 'bitbucket-audit',
    keys: [text('auditType.category'), text('auditType.action')],
    logsource: { product: 'bitbucket', service: 'audit' },
  }),
  shape({
    format: 'duo',
    keys: [text('event_type'), text('reason'), holds('map', 'access_device'), holds('map', 'auth_device')],
    logsource: { product: 'cisco', service: 'duo' },
  }),
]
