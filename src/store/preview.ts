import type { Alert, Evidence, MatchedField } from '../schema/alert.ts'
import type { Entity } from '../schema/event.ts'

/**
 * Lists and the stream show a long alert cut. The cut is made once, when the alert is written, so that a page of
 * 10 MB alerts reads and sends some hundred KB.
 */

/** Longest text in a list, in UTF-16 code units. Divides by four, so that base64 stays decodable. */
const TEXT_MOST = 16_384
/** Most text of one alert in a list. */
const ALERT_MOST = 65_536

/** The parts of an alert that can be long. */
export interface Preview {
  rule_title: string
  tags: string[]
  host: string
  source: string
  message: string
  entities: Entity[]
  matched: MatchedField[]
  evidence: Evidence[]
  fields: Record<string, unknown>
}

/** What a list shows of `alert`; null if it shows everything. */
export function previewOf(alert: Alert): Preview | null {
  const cutter = new Cutter()
  const text = (value: string) => cutter.text(value)
  const preview: Preview = {
    rule_title: text(alert.rule_title),
    host: text(alert.host),
    source: text(alert.source),
    message: text(alert.message),
    tags: cutter.list(alert.tags, text),
    entities: cutter.list(alert.entities, entity => ({ ...entity, value: text(entity.value) })),
    matched: cutter.list(alert.matched, found => ({
      selection: text(found.selection),
      field: found.field === null ? null : text(found.field),
      pattern: text(found.pattern),
      value: text(found.value),
    })),
    evidence: cutter.list(alert.evidence, record => ({ ...record, raw: text(record.raw) })),
    fields: cutter.object(alert.fields),
  }
  return cutter.cut ? preview : null
}

/** Cuts texts while a budget for all of them lasts, and remembers whether anything was lost. */
class Cutter {
  cut = false
  #left = ALERT_MOST

  text(value: string): string {
    const most = Math.min(TEXT_MOST, this.#left)
    this.#left -= Math.min(value.length, most)
    if (value.length <= most) return value
    this.cut = true
    const head = value.slice(0, most)
    return head.isWellFormed() ? head : head.slice(0, -1)
  }

  list<T, U>(values: readonly T[], each: (value: T) => U): U[] {
    const kept: U[] = []
    for (const value of values) {
      if (!this.#take()) break
      kept.push(each(value))
    }
    return kept
  }

  object(value: object): Record<string, unknown> {
    const kept: [string, unknown][] = []
    for (const [key, item] of Object.entries(value)) {
      if (!this.#take()) break
      kept.push([this.text(key), this.#json(item)])
    }
    return Object.fromEntries(kept)
  }

  #json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value !== 'object' || value === null) return value
    return Array.isArray(value) ? this.list(value, item => this.#json(item)) : this.object(value)
  }

  /** Room for one more item: items cost a little themselves, or a million empty ones would be free. */
  #take(): boolean {
    this.#left -= Math.min(8, this.#left)
    if (this.#left === 0) this.cut = true
    return this.#left > 0
  }
}
