/**
 * What a kind of JSON record is, as data: how it is recognised, where its fields lie and what Sigma calls them. A table
 * of shapes can be read by anyone who has to come to the same decision, also without making objects; `shaped.ts` is
 * what it means.
 *
 * Names are paths of keys joined by dots. A shape is recognised by all of its keys or not at all: a record that only
 * looks like one stays plain JSON.
 */
import type { Logsource } from '../../schema/logsource.ts'
import type { Derivation } from './derived/derivation.ts'

/** Keys from the root of the record: `['Event', 'System', 'Channel']`. */
export type Path = readonly string[]

/** A key that records of the shape have and others do not. */
export interface ControlKey {
  readonly path: Path
  /** What stands there. An `event-id` is an integer, digits, or a map that has either under `#text`. */
  readonly type: 'text' | 'number' | 'map' | 'list' | 'event-id'
  /** A text must be one of these; a `*` in front or behind stands for anything there. */
  readonly values?: readonly string[]
}

/** A name of Sigma's, and the places from which it may come: the first that holds anything but null. */
export interface NamedField {
  readonly name: string
  readonly from: readonly Path[]
}

export interface Shape {
  /** Stands in `LogEvent.format`; several shapes may be of one format. */
  readonly format: string
  /** All must be there. */
  readonly keys: readonly ControlKey[]
  /** What the shape by itself tells of the logsource; tables of logsources may tell more by the fields. */
  readonly logsource: Logsource
  /**
   * Whether the keys at the top of the record are fields of the event. Without, its fields are those of the lists
   * below alone.
   */
  readonly keeps_record: boolean
  /** Maps whose keys become fields at the top, in place of those of the record. A final `*` is every map there is. */
  readonly lifted: readonly Path[]
  /** In place of what has that name already. */
  readonly named: readonly NamedField[]
  /** Where nothing has that name yet. */
  readonly added: readonly NamedField[]
  /** Where the event id is, which becomes the number `EventID` in place of what has that name. */
  readonly event_id?: Path
  /** Names with blanks (`Threat Name`) are there also without (`ThreatName`), where nothing has that name. */
  readonly unblanked: boolean
  /** Where the name of the machine is; without, it is under the usual names of JSON logs. */
  readonly host?: readonly Path[]
  /** Fields that are computed: in place of what has their name. */
  readonly derived: readonly Derivation[]
  /**
   * Whether its records say by `service` and `category` what Sigma means by them; those of other shapes may mean
   * something else, unless they name a `product` as well.
   */
  readonly believes_hints: boolean
  /** Whether the fields tell all addresses and users, so that its message need not be searched for them. */
  readonly tells_entities: boolean
}

/** Members of maps that XML's attributes are kept in: no fields. */
export const XML_ATTRIBUTES = '#attributes'

/** A path as it is written: `Event.System.Channel`. */
export function at(path: string): Path {
  return path.split('.')
}

/** Several at once, best first. */
export function anyOf(...paths: readonly string[]): readonly Path[] {
  return paths.map(at)
}

export function text(path: string, ...values: readonly string[]): ControlKey {
  return { path: at(path), type: 'text', ...(values.length > 0 ? { values } : {}) }
}

export function holds(type: Exclude<ControlKey['type'], 'text'>, path: string): ControlKey {
  return { path: at(path), type }
}

/** `{ Image: 'process.executable' }`, with a list where there are several places. */
export function fields(names: Readonly<Record<string, string | readonly string[]>>): readonly NamedField[] {
  return Object.entries(names).map(([name, from]) => ({ name, from: anyOf(...[from].flat()) }))
}

/** A shape of which only what differs from most has to be said: its record is kept, and nothing else. */
export function shape(given: Pick<Shape, 'format' | 'keys'> & Partial<Shape>): Shape {
  return {
    logsource: {},
    keeps_record: true,
    lifted: [],
    named: [],
    added: [],
    unblanked: false,
    derived: [],
    believes_hints: false,
    tells_entities: false,
    ...given,
  }
}
