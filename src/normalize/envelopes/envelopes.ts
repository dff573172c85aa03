/** All envelopes, in the order in which they are tried, and records whose names have dots in place of maps. */
import type { JsonObject } from '../json/json-object.ts'
import type { ControlKey } from '../shapes/shape.ts'
import { hasKeys } from '../shapes/shaped.ts'
import { SHAPES } from '../shapes/shapes.ts'
import type { Envelope } from './envelope.ts'
import { LINUX_ENVELOPES } from './linux.ts'
import { SHIPPER_ENVELOPES } from './shippers.ts'
import { SPLUNK_FIELDS, WINDOWS_ENVELOPES } from './windows.ts'

export const ENVELOPES: readonly Envelope[] = [
  ...WINDOWS_ENVELOPES,
  ...LINUX_ENVELOPES,
  ...SHIPPER_ENVELOPES,
  // Where the text itself is not there.
  SPLUNK_FIELDS,
]

/** The first envelope that `object` is. */
export function envelopeOf(object: JsonObject): Envelope | undefined {
  return ENVELOPES.find(({ keys }) => hasKeys(object, keys))
}

const KEYS: readonly ControlKey[] = [...SHAPES, ...ENVELOPES].flatMap(({ keys }) => keys)
/** Names that have dots by themselves, as in Zeek's `id.orig_h`. */
const DOTTED = new Set(KEYS.filter(({ path }) => path.length === 1).map(({ path }) => path[0]))

/** Names by which a record shows that it has dots in place of maps (`winlog.event_id`). */
export const FLAT_NAMES: ReadonlySet<string> = new Set(
  KEYS.filter(({ path }) => path.length > 1)
    .map(({ path }) => path.join('.'))
    .filter(name => !DOTTED.has(name)),
)
