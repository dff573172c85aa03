import type { LogsourceTable } from '../normalize/logsources/logsource-table.ts'
import { normalizeLazily } from '../normalize/normalize.ts'
import type { LogEvent } from '../schema/event.ts'
import type { LogRecord } from '../schema/log-record.ts'
import type { Logsource } from '../schema/logsource.ts'
import { type ByteMatcher, createByteMatcher, LEFT_TO_OTHERS, type RuleSet, UNTOLD } from '../sigma/index.ts'
import type { RuleMatch } from './alert.ts'
import { DeferredEvent, type EventSource } from './deferred-event.ts'
import { recordReader, timeOfNoted } from './json-records.ts'

/** Matches rules against records of the topic, one after the other. */
export interface RecordMatcher {
  match(record: LogRecord): MatchedRecord
  /** What the tables over the rules take now. */
  tableBytes(): number
}

export interface MatchedRecord {
  /** Time, host, fields and entities are found when they are read. */
  readonly event: LogEvent
  /** In the order of rules. */
  readonly matches: readonly RuleMatch[]
  /** The record clearly began as a format and did not keep to it. */
  readonly parse_failure: boolean
}

export interface RecordMatcherOptions {
  readonly set: Pick<RuleSet, 'rules' | 'match' | 'quarantined' | 'tableBytes'>
  readonly logsources: LogsourceTable
  /** The compiled kernel, which matches most records of JSON many times faster; the result is the same without. */
  readonly kernel: Uint8Array | undefined
  /** Told of a kernel that failed. The record at hand is matched without it. */
  onKernelFailure(error: unknown): void
}

export function createRecordMatcher(options: RecordMatcherOptions): RecordMatcher {
  const { set, logsources } = options
  const kernels = new Kernels(options)
  return {
    match(record) {
      const known = kernels.match(record)
      if (known) return known
      const { event, parse_failure } = normalizeLazily(record, { logsources })
      const matches = set.match(event)
      kernels.quarantine()
      return { event, matches, parse_failure }
    },
    tableBytes: () => set.tableBytes() + kernels.tableBytes(),
  }
}

/** A kernel's tables hold for records whose sources are configured to be of one logsource; no more are made. */
const KERNELS_MAX = 4
/** A kernel that fails is not used again. That many may, before none is tried any more. */
const FAILURES_MAX = 3
const BRACE = 0x7b
const NO_MATCHES: readonly RuleMatch[] = []

class Kernels {
  readonly #options: RecordMatcherOptions
  /** By what the records' sources are configured to be. */
  readonly #matchers = new Map<string, ByteMatcher>()
  /** Of a record that is the only line. */
  readonly #bounds = new Int32Array(2)
  #failures = 0
  /** How many of the rules in quarantine the kernels know of. */
  #quarantined = 0
  /** The kernels know of the record only that they matched last. */
  #last: LogRecord | undefined

  constructor(options: RecordMatcherOptions) {
    this.#options = options
  }

  /** Undefined for records that are left to others. */
  match(record: LogRecord): MatchedRecord | undefined {
    if (record.value[0] !== BRACE || this.#failures === FAILURES_MAX) return undefined
    const { logsource } = record
    const key = `${logsource.product}\0${logsource.service}\0${logsource.category}`
    try {
      const matcher = this.#matcherOf(key, logsource)
      const { value } = record
      this.#bounds[1] = value.length
      if (!matcher?.load({ bytes: value, bounds: this.#bounds, count: 1 }, undefined)) return undefined
      const count = matcher.run(0) === 0 ? matcher.stopped : 0
      if (count === LEFT_TO_OTHERS) return undefined
      this.#last = record
      const event = this.#eventOf(record, matcher)
      const matches = count === 0 ? NO_MATCHES : matcher.matchesOf(count, event)
      return { event, matches, parse_failure: false }
    } catch (error) {
      this.#failures++
      this.#matchers.delete(key)
      this.#options.onKernelFailure(error)
      return undefined
    }
  }

  quarantine(): void {
    const { quarantined } = this.#options.set
    if (quarantined.length === this.#quarantined) return
    this.#quarantined = quarantined.length
    for (const matcher of this.#matchers.values()) matcher.quarantine(quarantined)
  }

  tableBytes(): number {
    return [...this.#matchers.values()].reduce((sum, matcher) => sum + matcher.tableBytes(), 0)
  }

  #matcherOf(key: string, logsource: Logsource): ByteMatcher | undefined {
    const known = this.#matchers.get(key)
    const { kernel, set, logsources } = this.#options
    if (known || !kernel || this.#matchers.size === KERNELS_MAX) return known
    const read = (value: Uint8Array) =>
      normalizeLazily({ id: '', host: '', source: '', logsource, value, received_ms: 0 }, { logsources })
        .event
    const made = createByteMatcher({ kernel, rules: set.rules, reader: recordReader(logsources, read) })
    made.quarantine(set.quarantined)
    this.#matchers.set(key, made)
    return made
  }

  #eventOf(record: LogRecord, matcher: ByteMatcher): LogEvent {
    const { logsources } = this.#options
    const source: EventSource = {
      make: () => normalizeLazily(record, { logsources }).event,
      timeOf: () => {
        const told = this.#last === record ? timeOfNoted(matcher.notedValues()) : undefined
        return Number.isNaN(told) ? record.received_ms : told
      },
      valueOf: (_, name) => (this.#last === record ? matcher.valueOf(name) : UNTOLD),
    }
    return new DeferredEvent(source, 0)
  }
}
