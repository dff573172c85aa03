import { normalizeText } from './draft.ts'
import type { SigmaEvent } from './event.ts'

/** A value of an event that is no map and no list, in the forms in which rules compare it. */
export class EventValue {
  readonly value: string | number | boolean | null
  /** A number or a boolean as JavaScript writes it; null has no text. */
  readonly text: string | undefined
  #forms: (string | undefined)[] | undefined

  constructor(value: string | number | boolean | null) {
    this.value = value
    this.text = value === null ? undefined : String(value)
  }

  /** The text as `normalizeText` makes it, made once. */
  normalized(cased: boolean, windash: boolean): string | undefined {
    if (this.text === undefined) return undefined
    const form = (cased ? 1 : 0) + (windash ? 2 : 0)
    this.#forms ??= []
    const normalized = this.#forms[form] ?? normalizeText(this.text, cased, windash)
    this.#forms[form] = normalized
    return normalized
  }
}

export interface FieldValues {
  /** Whether the event has the field at all, be it null or empty. */
  readonly exists: boolean
  /** The values in it: of a list all of its elements, of a map none. */
  readonly values: readonly EventValue[]
}

/** An event as rules look at it. Made for one event, thrown away after. */
export class EventView {
  readonly #event: SigmaEvent
  #fields: Map<string, FieldValues> | undefined
  #texts: readonly EventValue[] | undefined

  constructor(event: SigmaEvent) {
    this.#event = event
  }

  /** A field by its name, which may lead into maps with dots. */
  field(name: string): FieldValues {
    this.#fields ??= new Map()
    let found = this.#fields.get(name)
    if (!found) {
      found = this.#look(name)
      this.#fields.set(name, found)
    }
    return found
  }

  #look(name: string): FieldValues {
    const { fields } = this.#event
    const own = Object.hasOwn(fields, name) ? fields[name] : undefined
    // What most fields are, without the ado that the others need.
    if (typeof own === 'string') return { exists: true, values: [new EventValue(own)] }
    const nodes: unknown[] = []
    collect(fields, name, nodes)
    return { exists: nodes.length > 0, values: nodes.flatMap(node => [...leaves(node, false)]) }
  }

  /**
   * What keywords are searched in: the value of every field, then the text of the record, which says less of where it is,
   * unless the record is of fields by itself.
   */
  texts(): readonly EventValue[] {
    this.#texts ??= [...textsOf(this.#event)]
    return this.#texts
  }
}

/**
 * The value of a field as rules find it, by a name that may lead into maps with dots. A list where there are several;
 * undefined where the event does not have it.
 */
export function fieldValue(fields: SigmaEvent['fields'], name: string): unknown {
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (typeof own === 'string' || typeof own === 'number') return own
  const nodes: unknown[] = []
  collect(fields, name, nodes)
  const values = nodes.flatMap(node => [...leaves(node, false)])
  return values.length > 1 ? values.map(({ value }) => value) : values[0]?.value
}

/**
 * Adds what stands under `name` to `nodes`. A key may hold dots itself: the longest one that exists is taken. A list
 * on the way stands for all of its elements.
 */
function collect(node: unknown, name: string, nodes: unknown[]): void {
  for (const map of elements(node)) {
    if (!isMap(map)) continue
    if (Object.hasOwn(map, name)) {
      if (map[name] !== undefined) nodes.push(map[name])
      continue
    }
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const head = name.slice(0, dot)
      if (!Object.hasOwn(map, head)) continue
      collect(map[head], name.slice(dot + 1), nodes)
      break
    }
  }
}

/** The elements of a list and of the lists in it; anything else is its own only element. */
function* elements(node: unknown): Generator<unknown> {
  // A stack of its own, because an event may be nested deeper than the call stack is.
  const stack = [node]
  while (stack.length > 0) {
    const top = stack.pop()
    if (Array.isArray(top)) pushReversed(stack, top)
    else yield top
  }
}

function* textsOf({ fields, raw, is_structured }: SigmaEvent): Generator<EventValue> {
  for (const value of leaves(fields, true)) if (value.value !== null) yield value
  if (!is_structured) yield new EventValue(raw)
}

/** The plain values in a node, those inside of maps too if asked for. */
function* leaves(node: unknown, inside_maps: boolean): Generator<EventValue> {
  const stack = [node]
  while (stack.length > 0) {
    const top = stack.pop()
    if (Array.isArray(top)) pushReversed(stack, top)
    else if (isMap(top)) {
      if (inside_maps) pushReversed(stack, Object.values(top))
    } else if (isPlain(top)) yield new EventValue(top)
  }
}

/** So that the first is on top. One by one: an event may hold more values than a call takes arguments. */
function pushReversed(stack: unknown[], nodes: readonly unknown[]): void {
  for (let at = nodes.length - 1; at >= 0; at--) stack.push(nodes[at])
}

function isMap(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

function isPlain(node: unknown): node is string | number | boolean | null {
  return node === null || typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean'
}
