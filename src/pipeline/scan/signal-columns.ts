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

/** Writes signals into columns. */
export class SignalWriter {
  #columns = columnsOf(0)
  /** How many were added since the last time. */
  length = 0

  get columns(): SignalColumns {
    return this.#columns
  }

  add(signal: Signal, record: number): void {
    const at = this.length++
    const columns = this.#columns
    columns.correlations[at] = signal.correlation
    columns.keys[at] = signal.key
    columns.rules[at] = signal.rule
    columns.records[at] = record
    columns.times_ms[at] = signal.time_ms
    columns.values[at] = signal.value
    columns.carried[at] = signal.carried
  }

  /** What was added since the last time. */
  take(): SignalColumns {
    const taken = this.#columns
    for (const column of Object.values(taken)) column.length = this.length
    // Most likely as many come the next time: columns that grow are copied again and again.
    this.#columns = columnsOf(this.length)
    this.length = 0
    return taken
  }
}

function columnsOf(room: number): SignalColumns {
  return {
    correlations: new Array<string>(room),
    keys: new Array<string>(room),
    rules: new Array<string>(room),
    records: new Array<number>(room),
    times_ms: new Array<number>(room),
    values: new Array<Signal['value']>(room),
    carried: new Array<Signal['carried']>(room),
  }
}

type Writable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] }

/** The signal at a place. */
export function signalAt(columns: SignalColumns, at: number): Signal {
  const signal = emptySignal()
  readSignal(signal, columns, at)
  return signal
}

/** The signals that are wanted, in their order: the object that stands for one stands for the next one afterwards. */
export class WantedSignals implements Iterable<Signal> {
  readonly #columns: SignalColumns
  readonly #isWanted: (time_ms: number, record: number) => boolean

  constructor(columns: SignalColumns, isWanted: (time_ms: number, record: number) => boolean) {
    this.#columns = columns
    this.#isWanted = isWanted
  }

  /** Not a generator: that would make an object for each of millions. */
  [Symbol.iterator](): Iterator<Signal> {
    const columns = this.#columns
    const isWanted = this.#isWanted
    const { records, times_ms } = columns
    const found = { done: false as const, value: emptySignal() }
    let at = 0
    return {
      next: () => {
        while (at < records.length && !isWanted(times_ms[at] ?? 0, records[at] ?? 0)) at++
        if (at >= records.length) return { done: true, value: undefined }
        readSignal(found.value, columns, at++)
        return found
      },
    }
  }
}

function emptySignal(): Writable<Signal> {
  return { id: 0, correlation: '', key: '', rule: '', time_ms: 0.5, value: null, carried: NOTHING }
}

function readSignal(signal: Writable<Signal>, columns: SignalColumns, at: number): void {
  signal.id = columns.records[at] ?? 0
  signal.correlation = columns.correlations[at] ?? ''
  signal.key = columns.keys[at] ?? ''
  signal.rule = columns.rules[at] ?? ''
  signal.time_ms = columns.times_ms[at] ?? 0
  signal.value = columns.values[at] ?? null
  signal.carried = columns.carried[at] ?? NOTHING
}

const NOTHING: Signal['carried'] = []
