import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml'
import { type Place, RuleError } from './finding.ts'
import { NODES_MAX, type YamlEntry, type YamlMapping, type YamlNode, type YamlScalar } from './yaml-node.ts'
import { resolvePlain } from './yaml-scalar.ts'

const DEPTH_MAX = 64
/** Of YAML 1.1, and of every parser that tools for Sigma use. */
const MERGE = '<<'

/**
 * The documents of `text` but the empty ones, whatever of YAML they use: a tree built from the events of a parser.
 * @throws RuleError where it is no valid YAML, or has what a rule must not have
 */
export function parseYaml(text: string, first_line: number): YamlNode[] {
  let events: Event[]
  try {
    events = parseEvents(text, { maxDepth: DEPTH_MAX })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { line, column } = error.mark ?? { line: 0, column: 0 }
    // What is missing at the end is missed behind the last line: that would be the next document's.
    const last_line = countLines(text.trimEnd())
    const place = { line: first_line + Math.min(line, last_line), column: column + 1 }
    throw new RuleError(place, `no valid YAML: ${error.reason}`, 'invalid-yaml')
  }
  return new TreeBuilder(text, first_line).build(events)
}

interface OpenSequence {
  kind: 'sequence'
  place: Place
  anchor: string | undefined
  items: YamlNode[]
}

interface OpenMapping {
  kind: 'mapping'
  place: Place
  anchor: string | undefined
  entries: Map<string, YamlEntry>
  key: YamlScalar | undefined
  /** Maps whose entries count where it has none of that key, the first before the others. */
  merged: YamlMapping[]
}

class TreeBuilder {
  readonly #text: string
  #line: number
  /** Where the current line starts: events come in the order of the text. */
  #line_start = 0
  #roots: YamlNode[] = []
  #open: (OpenSequence | OpenMapping | 'document')[] = []
  #anchors = new Map<string, YamlNode>()

  constructor(text: string, first_line: number) {
    this.#text = text
    this.#line = first_line
  }

  build(events: readonly Event[]): YamlNode[] {
    for (const event of events) {
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          this.#anchors.clear()
          this.#open.push('document')
          break
        case EVENT_ID.SEQUENCE:
          this.#refuseTag(event)
          this.#open.push({
            kind: 'sequence',
            place: this.#place(event.start),
            anchor: this.#anchor(event),
            items: [],
          })
          break
        case EVENT_ID.MAPPING:
          this.#refuseTag(event)
          this.#open.push({
            kind: 'mapping',
            place: this.#place(event.start),
            anchor: this.#anchor(event),
            entries: new Map(),
            key: undefined,
            merged: [],
          })
          break
        case EVENT_ID.SCALAR:
          this.#add(this.#scalar(event), this.#anchor(event))
          break
        case EVENT_ID.ALIAS: {
          const name = this.#text.slice(event.anchorStart, event.anchorEnd)
          const node = this.#anchors.get(name)
          if (!node)
            throw new RuleError(
              this.#place(event.anchorStart),
              `the alias *${name} names nothing before it`,
              'invalid-yaml',
            )
          this.#add(node, undefined)
          break
        }
        case EVENT_ID.POP:
          this.#close()
          break
      }
    }
    return this.#roots
  }

  #close(): void {
    const closed = this.#open.pop()
    if (closed === undefined || closed === 'document') return
    if (closed.kind === 'sequence') {
      const size = closed.items.reduce((sum, item) => sum + item.size, 1)
      this.#add({ kind: 'sequence', ...closed.place, size, items: closed.items }, closed.anchor)
    } else {
      for (const { entries } of closed.merged)
        for (const [key, entry] of entries) if (!closed.entries.has(key)) closed.entries.set(key, entry)
      let size = 1
      for (const entry of closed.entries.values()) size += 1 + entry.value.size
      this.#add({ kind: 'mapping', ...closed.place, size, entries: closed.entries }, closed.anchor)
    }
  }

  #add(node: YamlNode, anchor: string | undefined): void {
    if (node.size > NODES_MAX)
      throw new RuleError(node, `the document stands for more than ${NODES_MAX} values`)
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    const parent = this.#open.at(-1)
    if (parent === undefined || parent === 'document') {
      // An empty document is read as an empty scalar.
      if (!(node.kind === 'scalar' && node.text === '')) this.#roots.push(node)
    } else if (parent.kind === 'sequence') parent.items.push(node)
    else if (parent.key === undefined) {
      if (node.kind !== 'scalar') throw new RuleError(node, 'a key must be a text', 'invalid-yaml')
      if (parent.entries.has(node.text))
        throw new RuleError(node, `the key '${node.text}' stands twice in one map`, 'invalid-yaml')
      parent.key = node
    } else if (parent.key.text === MERGE) {
      parent.merged.push(...mapsOf(node))
      parent.key = undefined
    } else {
      const { text: key, line, column } = parent.key
      parent.entries.set(key, { key, line, column, value: node })
      parent.key = undefined
    }
  }

  #scalar(event: ScalarEvent): YamlScalar {
    const place = this.#place(event.valueStart)
    const text = event.valueStart === -1 ? '' : getScalarValue(this.#text, event)
    const tag = event.tagStart === -1 ? '' : this.#text.slice(event.tagStart, event.tagEnd)
    if (tag !== '' && tag !== '!' && tag !== '!!str') this.#refuseTag(event)
    const plain = event.style === SCALAR_STYLE.PLAIN && tag === ''
    return { kind: 'scalar', ...place, size: 1, value: plain ? resolvePlain(text) : text, text }
  }

  #anchor(event: { anchorStart: number; anchorEnd: number }): string | undefined {
    return event.anchorStart === -1 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd)
  }

  #refuseTag(event: { tagStart: number; tagEnd: number }): void {
    if (event.tagStart === -1) return
    const tag = this.#text.slice(event.tagStart, event.tagEnd)
    throw new RuleError(
      this.#place(event.tagStart),
      `the YAML tag ${tag} has no meaning in a rule`,
      'invalid-yaml',
    )
  }

  /** The place of an offset; a value that is not written down (-1) stands where the one before it stood. */
  #place(offset: number): Place {
    for (
      let next = this.#text.indexOf('\n', this.#line_start);
      next !== -1 && next < offset;
      next = this.#text.indexOf('\n', this.#line_start)
    ) {
      this.#line_start = next + 1
      this.#line++
    }
    return { line: this.#line, column: Math.max(offset - this.#line_start, 0) + 1 }
  }
}

/** What is merged: a map, or a list of maps. */
function mapsOf(node: YamlNode): YamlMapping[] {
  return (node.kind === 'sequence' ? node.items : [node]).map(one => {
    if (one.kind === 'mapping') return one
    throw new RuleError(one, 'what is merged (<<) must be a map or a list of maps', 'invalid-yaml')
  })
}

/** How many line feeds there are. */
export function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
