/** Audit logs of cloud services, recognised by names that only they have. Their fields keep their names. */
import { type Shape, shape, text } from './shape.ts'

export const CLOUD_SHAPES: readonly Shape[] = [
  shape({
    format: 'cloudtrail',
    keys: [text('eventSource'), text('eventName'), text('eventVersion'), text('awsRegion')],
    logsource: { product: 'aws', service: 'cloudtrail' },
  }),
  shape({
    format: 'kubernetes-audit',
    keys: [text('auditID'), text('verb'), text('stage'), text('kind', 'Event')],
    logsource: { product: 'kubernetes', service: 'audit', category: 'application' },
  }),
  shape({
    format: 'gcp-audit',
    keys: [
      text('protoPayload.methodName'),
      text('logName'),
      text('protoPayload.@type', 'type.googleapis.com/google.cloud.audit.*'),
    ],
    logsource: { product: 'gcp', service: 'gcp.audit' },
  }),
  shape({
    format: 'okta',
    keys: [text('eventType'), text('published'), text('uuid'), text('actor.alternateId')],
    logsource: { product: 'okta', service: 'okta' },
  }),
]
