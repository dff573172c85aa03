import type { Alert } from '../schema/alert.ts'

/**
 * What the entity, tag and text filters look up: the same functions make what is stored and what is asked for, so
 * that both sides agree on bounds and on case, whatever the locale of the database.
 */

/** An entry of an index must stay below 2704 bytes; a character has up to four. */
export const INDEXED_CHARACTERS = 500
const KEYS_MOST = 1000
const SEARCH_CHARACTERS = 8192
const SEARCH_PART_CHARACTERS = 1024

/** The key of an entity given as `type:value`. Values that agree in the first 500 characters share one. */
export const entityKey = (entity: string) => entity.slice(0, INDEXED_CHARACTERS).toWellFormed()

const TAG_PREFIX = 'tag:'
export const tagKey = (tag: string) => (TAG_PREFIX + tag).slice(0, INDEXED_CHARACTERS).toWellFormed()

/** A LIKE pattern of the keys that are tags; all others are entities (no type of entity is called `tag`). */
export const TAG_KEYS = `${TAG_PREFIX}%`

/** Keys of the alert's entities and tags, each once. */
export function keysOf(alert: Alert): string[] {
  const keys = new Set<string>()
  for (const tag of alert.tags) keys.add(tagKey(tag))
  for (const { type, value } of alert.entities) keys.add(entityKey(`${type}:${value}`))
  return [...keys].slice(0, KEYS_MOST)
}

export const foldCase = (text: string) => text.toLowerCase()

/** Everything that the text filter looks through; the message comes last since it is what may be long. */
export function searchTextOf(alert: Alert): string {
  const parts = [alert.rule_title, alert.host, alert.source].map(part =>
    part.slice(0, SEARCH_PART_CHARACTERS),
  )
  let room = SEARCH_CHARACTERS / 2
  for (const { value } of alert.entities) {
    const part = value.slice(0, SEARCH_PART_CHARACTERS)
    room -= part.length
    if (room < 0) break
    parts.push(part)
  }
  return foldCase([...parts, alert.message].join('\n').slice(0, SEARCH_CHARACTERS)).toWellFormed()
}
