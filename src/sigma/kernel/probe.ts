import type { SigmaEvent } from '../event.ts'
import { EventView } from '../event-view.ts'
import type { Path } from './keys.ts'
import { LIST, MAP, NULL, NUMBER, STRING, TRUE } from './layout.ts'
import type { RecordReader } from './record-reader.ts'

/** A control key as a line has it. */
export interface SeenControl {
  readonly node: number
  readonly path: Path
  /** Of a token. */
  readonly kind: number
  /** What stands for it: the value itself, or a text with its marker in it. */
  readonly value: unknown
  readonly by_value: boolean
  /** Whether the value itself counts. */
  readonly is_constant: boolean
}

/** Something at a place whose number can be told from it wherever it turns up. */
export function markerOf(node: number): string {
  return `${MARK}${node}${MARK}`
}

/** Whether something was made of a marker, or is taken for one. */
export function hasMark(text: string): boolean {
  return text.includes(MARK) || NUMBER_MARKER.test(text)
}

const MARK = '\ue000'
const MARKER = /\ue000(\d+)\ue000/
const FIRST_NUMBER = 8_000_000_000
const NUMBER_MARKER = /^8000(\d{6})$/
const BLANK_KEY = `${MARK}a ${MARK}b`

/**
 * Asks a reader what it makes of records with certain control keys: records are made up that have these and, elsewhere,
 * markers.
 */
export class Probe<Event extends SigmaEvent> {
  readonly #reader: RecordReader<Event>
  readonly #controls: readonly SeenControl[]
  readonly #by_node: ReadonlyMap<number, SeenControl>

  constructor(reader: RecordReader<Event>, controls: readonly SeenControl[]) {
    this.#reader = reader
    this.#controls = controls
    this.#by_node = new Map(controls.map(control => [control.node, control]))
  }

  /** The event of a record that has nothing but the control keys, and markers at these places. */
  read(places: readonly { readonly path: Path; readonly node: number }[]): ProbedEvent<Event> {
    const record: Record<string, unknown> = {}
    for (const control of this.#controls) put(record, control.path, standIn(control))
    for (const { path, node } of places) put(record, path, markerOf(node))
    const event = this.#reader.read(new TextEncoder().encode(JSON.stringify(record)))
    return { event, view: new EventView(event) }
  }

  /** The place whose marker a text is, whole; undefined if it is none. */
  nodeOf(text: string): number | undefined {
    const found = NUMBER_MARKER.exec(text) ?? MARKER.exec(text)
    if (!found) return undefined
    const node = Number(found[1])
    const control = this.#by_node.get(node)
    const whole = control && control.kind !== LIST && control.kind !== MAP ? standIn(control) : markerOf(node)
    return String(whole) === text ? node : undefined
  }

  /** Whether names with blanks are read as others, in the record or in one of its maps. */
  minds_blanks(): boolean {
    const maps = this.#controls.filter(({ kind }) => kind === MAP).map(({ path }) => path)
    const places = [[], ...maps].map((path, node) => ({ path: [...path, BLANK_KEY], node }))
    return this.read(places).view.field(BLANK_KEY.replaceAll(' ', '')).exists
  }
}

export interface ProbedEvent<Event extends SigmaEvent = SigmaEvent> {
  readonly event: Event
  readonly view: EventView
}

function standIn({ node, kind, value, is_constant }: SeenControl): unknown {
  switch (kind) {
    case MAP:
      return {}
    case LIST:
      return [markerOf(node), {}]
    case NULL:
      return null
    case STRING:
      return value
    case NUMBER:
      return is_constant ? value : FIRST_NUMBER + node
    default:
      return kind === TRUE
  }
}

/** Sets what stands at a path, making maps on the way. */
function put(record: Record<string, unknown>, path: Path, value: unknown): void {
  let map = record
  for (const key of path.slice(0, -1)) {
    const known = Object.hasOwn(map, key) ? map[key] : undefined
    // Of a list, its map.
    const inner: unknown = Array.isArray(known) ? known[1] : known
    if (isRecord(inner)) map = inner
    else {
      const made: Record<string, unknown> = {}
      define(map, key, made)
      map = made
    }
  }
  define(map, path.at(-1) ?? '', value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
}
