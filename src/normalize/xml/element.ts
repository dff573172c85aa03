/**
 * An event of Windows as a tree of XML, and the JSON that evtx_dump writes for it, which `shapes/windows.ts` reads.
 */
import type { JsonObject } from '../json/json-object.ts'

export interface Element {
  readonly name: string
  readonly attributes: Record<string, unknown>
  readonly children: Element[]
  /** What stands between its tags beside other elements; undefined if nothing does. */
  text: unknown
}

export function newElement(name: string): Element {
  return { name, attributes: {}, children: [], text: undefined }
}

/** The event as evtx_dump writes it in JSON; undefined where `root` is no event. */
export function eventOfElement(root: Element): JsonObject | undefined {
  const part = (name: string) => root.children.find(child => child.name === name)
  const system = part('System')
  if (root.name !== 'Event' || !system) return undefined
  const event_data = part('EventData')
  const user_data = part('UserData')
  return {
    Event: {
      System: childrenOf(system),
      ...(event_data ? { EventData: dataOf(event_data) } : {}),
      ...(user_data ? { UserData: childrenOf(user_data) } : {}),
    },
  }
}

/** An element's text, or its children and attributes by name; null if it is empty. */
function contentOf({ attributes, children, text }: Element): unknown {
  const told = Object.entries(attributes).filter(([name, value]) => value !== '' && !name.startsWith('xmlns'))
  if (children.length === 0 && told.length === 0) return text ?? null
  return {
    ...(told.length > 0 ? { '#attributes': Object.fromEntries(told) } : {}),
    ...byName(children.map(child => [child.name, contentOf(child)])),
    ...(children.length === 0 && text !== undefined && text !== '' ? { '#text': text } : {}),
  }
}

function childrenOf({ children }: Element): JsonObject {
  return byName(children.map(child => [child.name, contentOf(child)]))
}

/** `Data` elements by their `Name`; those without one are the list `Data`. */
export function dataOf({ children }: Element): JsonObject {
  return byName(
    children.map(child =>
      child.name === 'Data'
        ? [String(child.attributes['Name'] || 'Data'), child.text ?? null]
        : [child.name, contentOf(child)],
    ),
  )
}

/** What comes more than once under a name is a list. */
function byName(entries: readonly (readonly [name: string, value: unknown])[]): JsonObject {
  const values = new Map<string, unknown[]>()
  for (const [name, value] of entries) {
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  return Object.fromEntries([...values].map(([name, of]) => [name, of.length === 1 ? of[0] : of]))
}
