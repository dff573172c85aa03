/**
 * Kinds of JSON record that are known by names that only they have, as a table: what must be there, and the logsource
 * under which Sigma's rules look for them. Their fields stay as they are.
 */
import type { Logsource } from '../../schema/logsource.ts'
import { type JsonObject, valueAt } from './json-object.ts'

interface Shape {
  readonly format: string
  readonly logsource: Logsource
  /** Paths that must hold text. */
  readonly texts: readonly (readonly string[])[]
  /** Texts that a path must hold or, with a final `*`, begin with. */
  readonly values?: readonly (readonly [path: readonly string[], value: string])[]
}

const SHAPES: readonly Shape[] = [
  {
    format: 'cloudtrail',
    logsource: { product: 'aws', service: 'cloudtrail' },
    texts: [['eventSource'], ['eventName'], ['eventVersion'], ['awsRegion']],
  },
  {
    format: 'kubernetes-audit',
    logsource: { product: 'kubernetes', service: 'audit', category: 'application' },
    texts: [['auditID'], ['verb'], ['stage']],
    values: [[['kind'], 'Event']],
  },
  {
    format: 'gcp-audit',
    logsource: { product: 'gcp', service: 'gcp.audit' },
    texts: [['protoPayload', 'methodName'], ['logName']],
    values: [[['protoPayload', '@type'], 'type.googleapis.com/google.cloud.audit.*']],
  },
  {
    format: 'okta',
    logsource: { product: 'okta', service: 'okta' },
    texts: [['eventType'], ['published'], ['uuid'], ['actor', 'alternateId']],
  },
]

/** The first shape of the table that `object` has. */
export function cloudShapeOf(object: JsonObject): { format: string; logsource: Logsource } | undefined {
  return SHAPES.find(
    shape =>
      shape.texts.every(path => typeof valueAt(object, path) === 'string') &&
      (shape.values ?? []).every(([path, expected]) => holds(valueAt(object, path), expected)),
  )
}

function holds(value: unknown, expected: string): boolean {
  if (typeof value !== 'string') return false
  return expected.endsWith('*') ? value.startsWith(expected.slice(0, -1)) : value === expected
}
