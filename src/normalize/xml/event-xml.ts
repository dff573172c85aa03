/**
 * An event of Windows in XML (schema "Event", http://schemas.microsoft.com/win/2004/08/events/event), as `wevtutil` and
 * forwarders write it, made into the shape that `shapes/windows.ts` reads. Not a parser of XML in general:
 * elements, attributes, texts, the five entities and character references, which is what events consist of. Linear in
 * the text's length.
 */
import type { JsonObject } from '../json/json-object.ts'
import { dataOf, type Element, eventOfElement, newElement } from './element.ts'

const DEPTH_MAX = 100

const TAG = /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y
const ATTRIBUTE = /([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Whether the text begins as an event; it may still be none. */
export function beginsEventXml(text: string): boolean {
  return text.startsWith('<Event ') || text.startsWith('<Event>')
}

/** The event as evtx_dump writes it in JSON, all values as text; undefined where the text is no event. */
export function eventOfXml(text: string): JsonObject | undefined {
  const root = rootOf(text)
  return root && eventOfElement(root)
}

/** The items of an `EventData` that stands alone or somewhere inside; undefined where there is none. */
export function dataOfXml(text: string): JsonObject | undefined {
  const found = elementNamed(rootOf(text), 'EventData')
  return found && dataOf(found)
}

function elementNamed(element: Element | undefined, name: string): Element | undefined {
  if (!element || element.name === name) return element
  for (const child of element.children) {
    const found = elementNamed(child, name)
    if (found) return found
  }
  return undefined
}

function rootOf(text: string): Element | undefined {
  const document = newElement('')
  const open = [document]
  for (let at = 0; at < text.length; ) {
    const parent = open.at(-1)
    if (!parent) return undefined
    TAG.lastIndex = at
    const tag = TAG.exec(text)
    if (!tag) {
      const next = text.indexOf('<', at)
      // A bracket that begins no tag is no XML.
      if (next === at) return undefined
      const end = next === -1 ? text.length : next
      parent.text = `${parent.text ?? ''}${plain(text.slice(at, end))}`
      at = end
      continue
    }
    at = TAG.lastIndex
    const [, closes, name = '', attributes = '', is_empty] = tag
    if (closes) {
      if (parent.name !== name) return undefined
      open.pop()
    } else {
      const element = { ...newElement(name), attributes: attributesOf(attributes) }
      parent.children.push(element)
      if (!is_empty) open.push(element)
      if (open.length > DEPTH_MAX) return undefined
    }
  }
  return open.length === 1 && document.children.length === 1 ? document.children[0] : undefined
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name, quoted, single]) => [name, plain(quoted ?? single ?? '')]),
  )
}

function plain(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(ENTITY, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
