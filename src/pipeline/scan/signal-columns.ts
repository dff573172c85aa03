import type { Signal } from '../../correlate/signal.ts'

/**
 * Signals side by side in lists, one for each of their parts: one thread can send them to another, and many of them make
 * no more objects than few. Their ids are the numbers of records.
 */
export interface SignalColumns {
  readonly correlations: string[]
  readonly keys: string[]
  readonly rules: string[]
  readonly records: number[]
  readonly times_ms: number[]
  readonly values: Signal['value'][]
  readonly carried: Signal['carried'][]
}

export function emptyColumns(): SignalColumns {
  return { correlations: [], keys: [], rules: [], records: [], times_ms: [], values: [], carried: [] }
}

export function addSignal(columns: SignalColumns, signal: Signal, record: number): void {
  columns.correlations.push(signal.correlation)
  columns.keys.push(signal.key)
  columns.rules.push(signal.rule)
  columns.records.push(record)
  columns.times_ms.push(signal.time_ms)
  columns.values.push(signal.value)
  columns.carried.push(signal.carried)
}

/** The signals at these places, one at a time: the object that stands for one stands for the next one afterwards. */
export function* signalsAt(columns: SignalColumns, places: Iterable<number>): Generator<Signal> {
  const { correlations, keys, rules, records, times_ms, values, carried } = columns
  const signal = { id: 0, correlation: '', key: '', rule: '', time_ms: 0.5, value: NONE, carried: NOTHING }
  for (const at of places) {
    signal.id = records[at] ?? 0
    signal.correlation = correlations[at] ?? ''
    signal.key = keys[at] ?? ''
    signal.rule = rules[at] ?? ''
    signal.time_ms = times_ms[at] ?? 0
    signal.value = values[at] ?? null
    signal.carried = carried[at] ?? NOTHING
    yield signal
  }
}

const NONE: Signal['value'] = null
const NOTHING: Signal['carried'] = []
