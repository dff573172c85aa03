/** The entities of one event: each once, of bounded number and length, without the words that stand for nothing. */
import type { Entity, EntityType } from '../../schema/event.ts'
import { canonicalIp } from './ip-address.ts'

export const ENTITIES_MAX = 32
const VALUE_LENGTH_MAX = 1024

/** What logs write where there is no value. */
const NOTHING: ReadonlySet<string> = new Set([
  '',
  '-',
  '?',
  'N/A',
  'n/a',
  '(null)',
  '(none)',
  'null',
  'none',
  'unset',
  'unknown',
])

export class EntitySet {
  readonly #entities: Entity[] = []

  get isFull(): boolean {
    return this.#entities.length >= ENTITIES_MAX
  }

  /** Takes `value` in if it names something of `type`; a value given as address that is none is left out. */
  add(type: EntityType, value: string): void {
    if (value.length > VALUE_LENGTH_MAX || this.isFull) return
    const kept = type === 'ip' ? canonicalIp(value) : value.trim()
    if (kept === undefined || NOTHING.has(kept)) return
    if (this.#entities.some(entity => entity.value === kept && entity.type === type)) return
    this.#entities.push({ type, value: kept })
  }

  toList(): readonly Entity[] {
    return this.#entities
  }
}
