import { isoTime } from '../alert.ts'
import type { Collected, Collector, FoundRecord, RuleRow } from './collect.ts'

/** Counts the matches of each rule. */
export class RowCollector implements Collector {
  #rows = new Map<string, RuleRow>()

  add({ event: { time_ms }, matches }: FoundRecord): void {
    const time = isoTime(time_ms) === undefined ? null : time_ms
    for (const { rule } of matches)
      addRow(this.#rows, {
        rule_id: rule.id,
        title: rule.title,
        level: rule.level,
        count: 1,
        first_ms: time,
        last_ms: time,
      })
  }

  take(): Collected {
    const rows = [...this.#rows.values()]
    this.#rows.clear()
    return { kind: 'rows', rows }
  }
}

/** Adds a row to those of the same rule. */
export function addRow(rows: Map<string, RuleRow>, row: RuleRow): void {
  const known = rows.get(row.rule_id)
  rows.set(
    row.rule_id,
    known === undefined
      ? row
      : {
          ...known,
          count: known.count + row.count,
          first_ms: choose(Math.min, known.first_ms, row.first_ms),
          last_ms: choose(Math.max, known.last_ms, row.last_ms),
        },
  )
}

function choose(of: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : of(a, b)
}
