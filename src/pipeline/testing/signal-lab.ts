import { DEFAULT_OPTIONS } from '../../correlate/correlator.ts'
import type { EventClockOptions } from '../../correlate/event-clock.ts'
import { systemClock } from '../../runtime/clock.ts'
import { silentLogger } from '../../runtime/logger.ts'
import type { LogEvent } from '../../schema/event.ts'
import { LOGS_TOPIC, SIGNALS_TOPIC } from '../../schema/topics.ts'
import { compileRules } from '../../sigma/index.ts'
import { partitionOfKey } from '../../transport/partitioner.ts'
import type { Consumer, IncomingRecord, OutgoingRecord } from '../../transport/transport.ts'
import { createCorrelatorLoop } from '../correlate.ts'
import { planRules } from '../correlations.ts'
import { createProblemBoard } from '../problem-board.ts'
import { createSignalFeed, type SignalFeed } from '../signal-feed.ts'
import { MemorySignals } from './memory-signals.ts'

/**
 * Detectors and correlators over a topic in memory, whose every step the test decides: what is published, who reads
 * which partitions, how much at once, and who dies between folding and committing.
 */

export const PARTITIONS = 4
const TIMES: EventClockOptions = { lateness_ms: 300_000, ahead_max_ms: 300_000, behind_max_ms: 3_600_000 }

export interface LabMatch {
  readonly id: string
  readonly rule: string
  readonly time_ms: number
  readonly fields: Readonly<Record<string, unknown>>
  /** Of the record; `plain` where it is not told. */
  readonly format?: string
}

export class SignalLab {
  readonly store = new MemorySignals()
  readonly records: IncomingRecord[][] = Array.from({ length: PARTITIONS }, () => [])
  readonly letters: OutgoingRecord[] = []
  now_ms = Date.UTC(2026, 0, 1)
  correlations: ReturnType<typeof planRules>
  /** Records of each partition of the logs, as detectors see them. */
  readonly #log_ends = new Map<number, number>()

  constructor(rules: string) {
    this.correlations = plan(rules)
  }

  reload(rules: string): void {
    this.correlations = plan(rules)
  }

  readonly #clock = { ...systemClock, now: () => this.now_ms, sleep: async () => {} }

  #append(records: readonly OutgoingRecord[]): void {
    for (const { key, partition, value, headers } of records) {
      const place = partition ?? partitionOfKey(Buffer.from(key ?? ''), PARTITIONS)
      const list = this.records[place] ?? []
      const offset = list.length
      list.push({
        partition: place,
        offset,
        time_ms: this.now_ms,
        key: key === null ? null : Buffer.from(key),
        value,
        headers,
      })
    }
  }

  /** A detector's feed; `logs` are the partitions that it detects on. */
  async detector(logs: readonly number[]): Promise<LabDetector> {
    const topicOf = (name: string, ends: readonly number[]) => ({
      name,
      partitions: ends.map((end_offset, partition) => ({
        partition,
        start_offset: 0,
        end_offset,
        replicas: 1,
        in_sync: 1,
      })),
    })
    const feed = createSignalFeed({
      transport: {
        publish: async (_topic, records) => {
          this.#append(records)
          return { refused: [] }
        },
        topics: async name => [
          name === LOGS_TOPIC
            ? topicOf(
                LOGS_TOPIC,
                Array.from({ length: 8 }, (_, at) => this.#log_ends.get(at) ?? 0),
              )
            : topicOf(
                SIGNALS_TOPIC,
                this.records.map(({ length }) => length),
              ),
        ],
      },
      times: TIMES,
      isNeeded: () => true,
      clock: this.#clock,
      logger: silentLogger,
    })
    await feed.begin(new Map(logs.map(partition => [partition, this.#log_ends.get(partition) ?? 0])))
    const detect = (partition: number, matches: readonly LabMatch[]) => {
      for (const match of matches) {
        const event = eventOf(match)
        const is_timely = feed.observe(partition, match.time_ms, this.now_ms)
        const position = { topic: LOGS_TOPIC, partition, offset: 0 }
        if (is_timely)
          this.#append(feed.signalsOf(this.correlations, match.rule, { event, message: match.id, position }))
      }
      const end = (this.#log_ends.get(partition) ?? 0) + matches.length
      this.#log_ends.set(partition, end)
      feed.published(partition, end)
    }
    return { feed, detect }
  }

  append(value: string, partition: number): void {
    this.#append([{ key: null, partition, value: Buffer.from(value), headers: {} }])
  }

  /** A correlator that is given partitions and batches by hand. */
  async correlator(): Promise<LabCorrelator> {
    let consumer: Consumer | undefined
    let dies = false
    const loop = createCorrelatorLoop({
      transport: {
        consume: async given => {
          consumer = given
        },
        publish: async (_topic, records) => {
          this.letters.push(...records)
          return { refused: [] }
        },
      },
      store: {
        nextOffsets: (topic, partitions) => this.store.nextOffsets(topic, partitions),
        correlationClock: partition => this.store.correlationClock(partition),
        correlationGroups: (...page) => this.store.correlationGroups(...page),
        dropCorrelationGroups: (...gone) => this.store.dropCorrelationGroups(...gone),
        timelineEvents: wanted => this.store.timelineEvents(wanted),
        commitSignals: async batch => {
          if (dies) throw new Error('killed before the commit')
          return await this.store.commitSignals(batch)
        },
      },
      correlations: () => this.correlations,
      options: { correlator: DEFAULT_OPTIONS, times: TIMES },
      telemetry: { committed() {} },
      problems: createProblemBoard(this.#clock, silentLogger),
      clock: this.#clock,
      logger: silentLogger,
    })
    await loop.run(new AbortController().signal)
    const given = consumer
    if (!given) throw new Error('the correlator consumes nothing')
    let positions = new Map<number, number>()
    const assign = async (partitions: readonly number[]) => {
      given.onAssignment?.(partitions)
      const stored = await given.offsets(partitions)
      positions = new Map(partitions.map(partition => [partition, stored.get(partition) ?? 0]))
    }
    return {
      loop,
      assign,
      read: async (partition, count, ends = 'well') => {
        const from = positions.get(partition) ?? 0
        const records = this.records[partition]?.slice(from, from + count) ?? []
        if (records.length === 0) return
        dies = ends === 'killed'
        const next_offset = from + records.length
        const end_offset = this.records[partition]?.length ?? 0
        try {
          await given.handle({ topic: SIGNALS_TOPIC, partition, records, next_offset, end_offset })
          positions.set(partition, next_offset)
        } catch (error) {
          if (!dies && !String(error).includes('another offset')) throw error
          await assign([...positions.keys()])
        } finally {
          dies = false
        }
      },
    }
  }
}

export interface LabDetector {
  readonly feed: SignalFeed
  detect(partition: number, matches: readonly LabMatch[]): void
}

export interface LabCorrelator {
  readonly loop: ReturnType<typeof createCorrelatorLoop>
  assign(partitions: readonly number[]): Promise<void>
  read(partition: number, count: number, ends?: 'well' | 'killed'): Promise<void>
}

function plan(text: string) {
  const set = compileRules([{ text, file: 'rules.yml' }])
  const [error] = set.findings.filter(({ severity }) => severity === 'error')
  if (error) throw new Error(error.reason)
  return planRules(set)
}

function eventOf({ id, time_ms, fields, format = 'plain' }: LabMatch): LogEvent {
  return {
    id,
    time_ms,
    host: 'web-1',
    source: 'auth.log',
    format,
    logsource: {},
    fields,
    entities: [],
    raw: id,
    is_structured: false,
  }
}
