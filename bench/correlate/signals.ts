/** Signals on Kafka, and what correlators make of them in PostgreSQL: how many a second, with one and with two. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { planRules } from '../../src/pipeline/correlations.ts'
import { encodeMessage, signalRecord } from '../../src/pipeline/signal-codec.ts'
import { silentLogger } from '../../src/runtime/logger.ts'
import { configSchema } from '../../src/schema/config.ts'
import { LOGS_TOPIC, SIGNALS_TOPIC } from '../../src/schema/topics.ts'
import { topicSpecs } from '../../src/services/topics.ts'
import { compileRules } from '../../src/sigma/index.ts'
import { seededRandom } from '../../src/simulate/random.ts'
import { createKafkaTransport } from '../../src/transport/kafka.ts'
import type { OutgoingRecord } from '../../src/transport/transport.ts'
import { assignedSignals } from '../../test/helpers/assigned-signals.ts'
import { eventually } from '../../test/helpers/eventually.ts'
import type { TestKafka } from '../../test/helpers/kafka.ts'
import type { PostgresServer } from '../../test/helpers/postgres.ts'
import { cpuOf, cpuOfFamily } from '../processor.ts'
import { Workshop } from '../workshop.ts'

const RULES = `title: Failed
id: failed
logsource: { product: bench }
detection: { s: { kind: failed }, condition: s }
---
title: Brute force
id: brute
level: high
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 5m, condition: { gte: 10 } }
---
title: From many hosts
id: hosts
level: high
correlation: { type: value_count, rules: [failed], group-by: [user], timespan: 5m, condition: { field: source_host, gte: 5 } }
`
const USERS = 10_000
const ATTACKED = 50
/** Of so many events one is of a user who is attacked. */
const ATTACK_ODDS = 20
/** Event time between two. */
const EVERY_MS = 10
/** Time is told once in so many events. */
const TELL_EVERY = 1000
const PUBLISHED_AT_ONCE = 10_000
const POLL_MS = 50
const SEED = 20261122

interface Measured {
  readonly correlators: number
  readonly signals_per_second: number
  /** Of one core, while it was measured. */
  readonly cores: Readonly<Record<'correlators' | 'PostgreSQL' | 'Kafka', number>>
  readonly stories: number
}

/** Prints what is measured. `events` are of two correlations each. */
export async function measureSignals(events: number): Promise<void> {
  await using workshop = new Workshop()
  const [kafka, postgres] = await Promise.all([workshop.kafka(), workshop.postgres()])
  const rules = join(workshop.folder(), 'rules.yml')
  writeFileSync(rules, RULES)
  const records = await publishSignals(kafka, events)
  const measured: Measured[] = []
  // Each of them reads the same signals from the first to the last, into a database of its own.
  for (const correlators of [1, 2])
    measured.push(await measure(correlators, records, { workshop, kafka, postgres, rules }))
  const [one, two] = measured
  for (const { correlators, signals_per_second, cores, stories } of measured) {
    const each_us = (share: number) => Math.round((share * 1_000_000) / signals_per_second)
    const shares = Object.entries(cores).map(
      ([part, share]) => `${part} ${share.toFixed(2)} (${each_us(share)} us for each signal)`,
    )
    process.stdout.write(
      `signals, ${correlators} correlator${correlators === 1 ? '' : 's'}: ` +
        `${Math.round(signals_per_second).toLocaleString('en-US')} signals/s; of a core: ${shares.join(', ')}; ` +
        `${stories} stories\n`,
    )
  }
  if (!one || !two) throw new Error('nothing was measured')
  assert.equal(two.stories, one.stories, 'two correlators tell other stories than one')
  const factor = two.signals_per_second / one.signals_per_second
  process.stdout.write(`signals: ${factor.toFixed(2)} times as many with two correlators\n`)
}

/** All signals, as a detector publishes them, with the time; gives how many records there are. */
async function publishSignals(kafka: TestKafka, events: number): Promise<number> {
  const transport = createKafkaTransport({ brokers: [kafka.bootstrap], logger: silentLogger })
  try {
    const specs = topicSpecs(configSchema.parse({}))
    await transport.ensureTopics(specs)
    const partitions = specs.find(({ name }) => name === SIGNALS_TOPIC)?.partitions ?? 0
    let waiting: OutgoingRecord[] = []
    let published = 0
    for (const record of recordsOf(events, partitions)) {
      waiting.push(record)
      if (waiting.length < PUBLISHED_AT_ONCE) continue
      published += waiting.length
      await transport.publish(SIGNALS_TOPIC, waiting)
      waiting = []
    }
    await transport.publish(SIGNALS_TOPIC, waiting)
    return published + waiting.length
  } finally {
    await transport.close()
  }
}

function* recordsOf(events: number, partitions: number): Generator<OutgoingRecord> {
  const { router, spread } = planRules(compileRules([{ text: RULES }]))
  const random = seededRandom(SEED)
  const begin_ms = Date.now() - events * EVERY_MS
  for (let n = 0; n < events; n++) {
    const user = random.oneIn(ATTACK_ODDS)
      ? `attacked ${random.below(ATTACKED)}`
      : `user ${random.below(USERS)}`
    const fields: Readonly<Record<string, string>> = { user, source_host: `host ${random.below(200)}` }
    const time_ms = begin_ms + n * EVERY_MS
    const context = {
      host: 'web-1',
      source: '/var/log/auth.log',
      message: `Failed password for ${user} from ${fields['source_host']}, port ${n}`,
      entities: [{ type: 'user' as const, value: user }],
      position: { topic: LOGS_TOPIC, partition: 0, offset: n },
    }
    const match = { rule: 'failed', event_id: `event ${n}`, time_ms, field: (name: string) => fields[name] }
    for (const signal of router.signalsOf(match)) yield signalRecord(spread(signal), signal, context)
    if (n % TELL_EVERY !== TELL_EVERY - 1) continue
    const reading = { input: '0', times_ms: [time_ms, time_ms], received_ms: time_ms }
    const news = { begun: [], readings: [reading], idle: [], at_ms: time_ms }
    for (let partition = 0; partition < partitions; partition++)
      yield { key: null, partition, value: encodeMessage({ kind: 'clock', news }), headers: {} }
  }
}

interface Place {
  readonly workshop: Workshop
  readonly kafka: TestKafka
  readonly postgres: PostgresServer
  readonly rules: string
}

/** From when all of them have partitions until the last signal is committed. */
async function measure(
  correlators: number,
  records: number,
  { workshop, kafka, postgres, rules }: Place,
): Promise<Measured> {
  const database = await postgres.createDatabase()
  const sql = new pg.Client({ connectionString: database })
  await sql.connect()
  const number = async (query: string) => {
    const { rows } = await sql.query<{ number: string }>(`select (${query})::text as number`)
    return Number(rows[0]?.number)
  }
  const server = await number(`split_part(pg_read_file('postmaster.pid'), E'\\n', 1)`)
  const programs = Array.from({ length: correlators }, () =>
    workshop.start([
      ...['correlator', '--kafka', kafka.bootstrap, '--database', database],
      ...['--rules', rules, '--data-dir', workshop.folder()],
    ]),
  )
  try {
    await eventually(async () => {
      const owned = programs.map(program => assignedSignals(program).length)
      if (Math.max(...owned) - Math.min(...owned) > 1 || owned.includes(0))
        throw new Error('the partitions are not shared')
    }, 60_000)
    const committed = () =>
      number(`select coalesce(sum(next_offset), 0) from partition_progress where topic = '${SIGNALS_TOPIC}'`)
    const look = async () => ({
      at_ms: performance.now(),
      committed: await committed(),
      correlators: programs.reduce((sum, { child }) => sum + cpuOf(child.pid ?? 0), 0),
      PostgreSQL: cpuOfFamily(server),
      Kafka: cpuOf(kafka.pid),
    })
    const before = await look()
    while ((await committed()) < records) await sleep(POLL_MS)
    const after = await look()
    const taken_ms = after.at_ms - before.at_ms
    const share = (part: keyof Measured['cores']) => (after[part] - before[part]) / taken_ms
    return {
      correlators,
      signals_per_second: ((records - before.committed) * 1000) / taken_ms,
      cores: {
        correlators: share('correlators'),
        PostgreSQL: share('PostgreSQL'),
        Kafka: share('Kafka'),
      },
      stories: await number('select count(*) from alerts'),
    }
  } finally {
    await Promise.all(programs.map(program => program.kill()))
    await sql.end()
  }
}
