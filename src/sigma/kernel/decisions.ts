import type { SigmaEvent } from '../event.ts'
import type { EventView } from '../event-view.ts'
import type { KernelRoute } from './kernel-route.ts'
import type { KeyTree, Path } from './keys.ts'
import { FALSE, LIST, MAP, NULL, ROOT, TRUE } from './layout.ts'
import { hasMark, Probe, type ProbedEvent, type SeenControl } from './probe.ts'
import type { RecordReader } from './record-reader.ts'

/** How lines with certain control keys are matched. */
export interface LineReading {
  readonly route: KernelRoute
  readonly has_logsource: boolean
  /** Whether the event's fields are what the record holds, under the same names. */
  readonly is_verbatim: boolean
  /** By node: the fields whose values stand there. */
  readonly fields: ReadonlyMap<number, readonly string[]>
  /** Nodes in whose texts keywords are searched, and in what lies unknown below. */
  readonly searched: ReadonlySet<number>
  /** Fields that are the same for all such lines: what they are read as. */
  readonly constants: ReadonlyMap<string, ReturnType<EventView['field']>>
  /** Texts that keywords are searched in, the same for all such lines, and wherever in them they stand. */
  readonly constant_texts: readonly string[]
  /** By node: such texts where it is known where they stand. */
  readonly constant_keys: ReadonlyMap<number, string>
}

export interface ReadingParts<Event extends SigmaEvent> {
  readonly reader: RecordReader<Event>
  readonly tree: KeyTree
  /** By field: the nodes that may lead to it; undefined for a name that is not followed. */
  readonly names: ReadonlyMap<string, readonly number[] | undefined>
  routeFor(probed: ProbedEvent<Event>): KernelRoute | undefined
}

/**
 * Finds out how lines with these control keys are to be matched. Undefined if that does not follow from them alone: if
 * a field is made of several, or if another key would change what a field is.
 */
export function readingOf<Event extends SigmaEvent>(
  parts: ReadingParts<Event>,
  controls: readonly SeenControl[],
  has_blank_key: boolean,
): LineReading | undefined {
  const { reader, tree } = parts
  if (!controls.every(control => isPlain(control, tree))) return undefined
  if (new Set(controls.map(({ node }) => node)).size < controls.length) return undefined
  const probe = new Probe(reader, controls)
  if (has_blank_key && probe.minds_blanks()) return undefined
  const base = probe.read([])
  // Of what is a text by itself, the text would have to be searched as well.
  const is_readable = base.event.is_structured === true && !reader.isDerived(base.event)
  const route = is_readable ? parts.routeFor(base) : undefined
  if (!route) return undefined
  const wanted = [...route.scanners.keys()].filter(name => name !== null)
  if (wanted.some(name => parts.names.get(name) === undefined)) return undefined
  if (leadsElsewhere(parts, controls, probe, wanted)) return undefined
  const found = new Findings(wanted, base, text => probe.nodeOf(text), tree)
  let is_verbatim = isVerbatim(base)
  for (const batch of batchesOf(placesFor(parts, controls, route), tree)) {
    const probed = probe.read(batch)
    is_verbatim &&= isVerbatim(probed)
    if (!isSameLogsource(probed, base) || !found.add(probed, batch)) return undefined
  }
  const { product, service, category } = base.event.logsource
  return {
    route,
    has_logsource: product !== undefined || service !== undefined || category !== undefined,
    is_verbatim,
    ...found.result(controls),
    ...(is_verbatim ? { constant_texts: [], constant_keys: constantKeys(controls) } : {}),
  }
}

/** Whether what stands at a control key is told whole by its kind, or by its value. */
function isPlain({ node, kind, value, by_value, is_constant }: SeenControl, tree: KeyTree): boolean {
  if (!by_value) return true
  if (is_constant && hasMark(String(value))) return false
  return kind === MAP ? tree.hasControlsBelow(node) : kind !== LIST
}

/** Whether a name leads into a map that stands in the record under another name: what lies in it is not followed. */
function leadsElsewhere<Event extends SigmaEvent>(
  { reader, tree }: ReadingParts<Event>,
  controls: readonly SeenControl[],
  probe: Probe<Event>,
  wanted: readonly string[],
): boolean {
  const maps = controls.filter(({ kind }) => kind === MAP || kind === LIST)
  if (maps.length === 0) return false
  const { view } = probe.read(maps.map(({ node }) => ({ node, path: [...tree.pathOf(node), UNKNOWN_KEY] })))
  return prefixesOf(wanted).some(prefix =>
    view.field(`${prefix}.${UNKNOWN_KEY}`).values.some(({ text }) => {
      const node = probe.nodeOf(text ?? '')
      const path = node === undefined ? undefined : tree.pathOf(node)
      return !reader.containers.some(container => path && isBelow(path, container, prefix))
    }),
  )
}

/** What stands before the dots of names. */
function prefixesOf(names: readonly string[]): string[] {
  const prefixes = new Set<string>()
  for (const name of names)
    for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1))
      prefixes.add(name.slice(0, dot))
  return [...prefixes]
}

function isBelow(path: Path, container: Path, name: string): boolean {
  return container.every((key, at) => path[at] === key) && path.slice(container.length).join('.') === name
}

interface Place {
  readonly node: number
  readonly path: Path
}

/** Where markers are put: wherever a field may lie, and where keywords may have to be searched. */
function placesFor(
  { tree, names }: Pick<ReadingParts<SigmaEvent>, 'tree' | 'names'>,
  controls: readonly SeenControl[],
  route: KernelRoute,
): Place[] {
  const kinds = new Map(controls.map(({ node, kind }) => [node, kind]))
  const isOpen = (node: number): boolean => {
    for (let at = tree.parentOf(node); at > ROOT; at = tree.parentOf(at)) {
      const kind = kinds.get(at)
      if (tree.isControl(at) && kind !== MAP && kind !== LIST) return false
    }
    return true
  }
  const places: Place[] = []
  for (const name of route.scanners.keys())
    if (name !== null)
      for (const node of names.get(name) ?? [])
        if (!tree.isControl(node) && isOpen(node)) places.push({ node, path: tree.pathOf(node) })
  if (!route.scanners.has(null)) return places
  // What is unknown in a map, as a member that nothing asks for.
  const maps = [ROOT, ...controls.filter(({ kind }) => kind === MAP || kind === LIST).map(({ node }) => node)]
  return [...places, ...maps.map(node => ({ node, path: [...tree.pathOf(node), UNKNOWN_KEY] }))]
}

const UNKNOWN_KEY = '\ue000unknown'

/** The places in as few batches as can be, so that in one no place lies in another nor stands for the same name. */
function batchesOf(places: readonly Place[], tree: KeyTree): Place[][] {
  const batches: { places: Place[]; leaves: Set<number>; inner: Set<number>; rivals: Set<number> }[] = []
  for (const place of places) {
    const { node, path } = place
    // The member that stands for what is unknown lies in the map of its node.
    const is_unknown = path.at(-1) === UNKNOWN_KEY
    const above: number[] = is_unknown ? [node] : []
    for (let at = tree.parentOf(node); at > ROOT; at = tree.parentOf(at)) above.push(at)
    const rivals = is_unknown ? 0 : tree.rivalsOf(node)
    let batch = batches.find(
      ({ leaves, inner, rivals: taken }) =>
        (is_unknown || !inner.has(node)) && !taken.has(rivals) && !above.some(at => leaves.has(at)),
    )
    if (!batch) {
      batch = { places: [], leaves: new Set(), inner: new Set(), rivals: new Set() }
      batches.push(batch)
    }
    batch.places.push(place)
    if (!is_unknown) batch.leaves.add(node)
    for (const at of above) batch.inner.add(at)
    if (rivals !== 0) batch.rivals.add(rivals)
  }
  return batches.map(batch => batch.places)
}

function isVerbatim({ event }: ProbedEvent): boolean {
  return JSON.stringify(event.fields) === event.raw
}

function isSameLogsource(a: ProbedEvent, b: ProbedEvent): boolean {
  const [one, other] = [a.event.logsource, b.event.logsource]
  return one.product === other.product && one.service === other.service && one.category === other.category
}

/** The texts of control keys that are the same for all lines with these: in a record that is its own event they are all. */
function constantKeys(controls: readonly SeenControl[]): Map<number, string> {
  const texts = new Map<number, string>()
  for (const { node, kind, value, is_constant } of controls)
    if (kind === TRUE || kind === FALSE) texts.set(node, String(kind === TRUE))
    else if (is_constant && kind !== NULL && kind !== MAP) texts.set(node, String(value))
  return texts
}

/** What the probes tell, put together. */
class Findings {
  readonly #nodeOf: (text: string) => number | undefined
  readonly #wanted: readonly string[]
  readonly #tree: KeyTree
  readonly #fields = new Map<number, string[]>()
  readonly #searched = new Set<number>()
  /** Nodes at which a marker was put. */
  readonly #probed = new Set<number>()
  readonly #constants = new Map<string, ReturnType<EventView['field']>>()
  readonly #constant_texts: string[] = []
  /** By field: the node that it was found to come from. */
  readonly #sources = new Map<string, number>()
  #is_clear = true

  constructor(
    wanted: readonly string[],
    base: ProbedEvent,
    nodeOf: (text: string) => number | undefined,
    tree: KeyTree,
  ) {
    this.#nodeOf = nodeOf
    this.#wanted = wanted
    this.#tree = tree
    for (const name of wanted) this.#addBase(name, base.view.field(name))
    for (const text of textsOf(base)) {
      if (this.#search(text)) continue
      this.#constant_texts.push(text)
      if (hasMark(text)) this.#is_clear = false
    }
  }

  /** Adds what a probe with markers tells; false if it contradicts. */
  add({ event, view }: ProbedEvent, places: readonly Place[]): boolean {
    for (const { node } of places) this.#probed.add(node)
    for (const name of this.#wanted) {
      const { exists, values } = view.field(name)
      const known = this.#constants.get(name)
      const nodes = values.flatMap(({ text }) => this.#nodeOf(text ?? '') ?? [])
      if (values.some(({ text }) => hasMark(text ?? '') && this.#nodeOf(text ?? '') === undefined))
        return false
      if (known) {
        if (nodes.length > 0 || values.length !== known.values.length) return false
        continue
      }
      // A map that was made for a marker inside it.
      if (!exists || values.length === 0) continue
      if (nodes.length !== values.length) return false
      for (const node of nodes) if (!this.#addSource(name, node)) return false
    }
    for (const text of textsOf({ event, view })) this.#search(text)
    return this.#is_clear
  }

  result(controls: readonly SeenControl[]) {
    return {
      fields: this.#fields,
      searched: this.#allSearched(controls),
      constants: this.#constants,
      constant_texts: this.#constant_texts,
      constant_keys: new Map<number, string>(),
    }
  }

  /** What nothing asks for is as what is unknown beside it. */
  #allSearched(controls: readonly SeenControl[]): Set<number> {
    const searched = new Set(this.#searched)
    if (searched.size === 0) return searched
    const is_searched = new Uint8Array(this.#tree.size)
    const is_known = new Uint8Array(this.#tree.size)
    for (const node of searched) is_searched[node] = 1
    for (const node of this.#probed) is_known[node] = 1
    for (const { node } of controls) is_known[node] = 1
    // Parents come before their children.
    for (let node = ROOT + 1; node < is_known.length; node++)
      if (is_known[node] === 0 && is_searched[this.#tree.parentOf(node)] === 1) {
        is_searched[node] = 1
        searched.add(node)
      }
    return searched
  }

  #addBase(name: string, found: ReturnType<EventView['field']>): void {
    if (!found.exists) return
    const nodes = found.values.flatMap(({ text }) => this.#nodeOf(text ?? '') ?? [])
    if (nodes.length === 0) {
      this.#constants.set(name, found)
      if (found.values.some(({ text }) => hasMark(text ?? ''))) this.#is_clear = false
    } else if (nodes.length !== found.values.length) this.#is_clear = false
    else for (const node of nodes) if (!this.#addSource(name, node)) this.#is_clear = false
  }

  #addSource(name: string, node: number): boolean {
    const known = this.#sources.get(name)
    if (known !== undefined && known !== node) {
      // Of paths that a name may lead to, a line with more than one is left to others.
      const rivals = this.#tree.rivalsOf(node)
      if (rivals === 0 || rivals !== this.#tree.rivalsOf(known)) return false
    }
    this.#sources.set(name, node)
    const names = this.#fields.get(node)
    if (!names) this.#fields.set(node, [name])
    else if (!names.includes(name)) names.push(name)
    return true
  }

  #search(text: string): boolean {
    const node = this.#nodeOf(text)
    if (node !== undefined) this.#searched.add(node)
    return node !== undefined
  }
}

/** The texts that keywords are searched in. */
function textsOf({ view }: ProbedEvent): string[] {
  return view.texts().flatMap(({ text }) => text ?? [])
}
