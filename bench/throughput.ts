/** Lines a second from the file to the committed alert, and the memory that it takes. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { actualAlerts } from '../test/helpers/ground-truth.ts'
import { type Input, putInPlace, writeInput } from './input.ts'
import {
  addDetector,
  committedLines,
  endAll,
  type Installation,
  installEmbedded,
  installOnKafka,
} from './installation.ts'
import { bareNodeMemory, type Memory, memoryOf } from './memory.ts'
import type { Row, Section } from './report.ts'
import { runToy, TOY_INSERT, TOY_TABLE } from './toy.ts'
import type { Workshop } from './workshop.ts'

export interface ThroughputOptions {
  lines: number
  rounds: number
  say(text: string): void
}

const POLL_MS = 50
const TIMEOUT_MS = 600_000
/** As many files as the topic has partitions: a file stays in one, for its order is kept. */
const FILES = 6

export async function measureThroughput(workshop: Workshop, options: ThroughputOptions): Promise<Section[]> {
  const folder = workshop.folder()
  const one = [writeInput(folder, 1, options.lines)]
  const several = Array.from({ length: FILES }, (_, index) =>
    writeInput(folder, index + 2, Math.round(options.lines / FILES)),
  )
  const alerts = one.reduce((sum, input) => sum + input.alerts.length, 0)
  const bare = await bareNodeMemory()
  const throughput: Row[] = []
  const memory: Row[] = []
  const note = (installation: Installation, name: string, idle: Memory | null) =>
    memory.push(...memoryRows(installation, name, idle, bare))

  {
    const pglite = await PGlite.create(join(folder, 'toy'))
    workshop.defer(() => pglite.close())
    await pglite.exec(TOY_TABLE)
    const toy = (file: string) => runToy(file, line => pglite.query(TOY_INSERT, [line]))
    const installation = await installEmbedded(workshop)
    const idle = memoryOf(installation.programs.get('up')?.child.pid)
    throughput.push(...(await rows('`up`, one file', installation, one, toy, options)))
    note(installation, 'up', idle)
    await endAll(installation)
  }
  {
    const postgres = await workshop.postgres()
    const installation = await installOnKafka(workshop, postgres)
    const { sql } = installation
    await sql.query(TOY_TABLE)
    const toy = (file: string) => runToy(file, line => sql.query(TOY_INSERT, [line]))
    const idle = new Map(
      [...installation.programs].map(([name, { child }]) => [name, memoryOf(child.pid)] as const),
    )
    throughput.push(...(await rows('one detector, one file', installation, one, toy, options)))
    throughput.push(...(await rows(`one detector, ${FILES} files`, installation, several, toy, options)))
    for (const [name, before] of idle) note(installation, name, before)
    await addDetector(installation, workshop)
    throughput.push(...(await rows(`two detectors, ${FILES} files`, installation, several, toy, options)))
    await endAll(installation)
  }
  return [
    {
      title: 'From the file to the committed alert',
      about:
        `Lines a second of a simulated log of ${count(options.lines)} lines that raise ${count(alerts)} alerts, from ` +
        'the moment when the file is there until the alerts and the offset of its last line are committed; the ' +
        'services were up and idle. After each round the alerts in the database were those that the ground truth ' +
        'names. The records of a file stay in one partition, hence in one detector. Baseline: a loop that reads a ' +
        'file line by line, looks for the word `ALERT` and sends one INSERT for each hit, to the same PostgreSQL, ' +
        'or for `up` to a PGlite of its own, without parsing, rules, offsets or evidence.',
      rows: throughput,
    },
    {
      title: 'Memory',
      about:
        'Resident memory of each service in the rounds above: when it was up and idle on new data, at its peak, ' +
        'and after the last round. Baseline: a Node.js process that does nothing.',
      rows: memory,
    },
  ]
}

async function rows(
  what: string,
  installation: Installation,
  inputs: readonly Input[],
  toy: (file: string) => Promise<number>,
  { rounds, say }: ThroughputOptions,
): Promise<Row[]> {
  const values: number[] = []
  const baseline: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const name = `${what.replace(/[^a-z0-9]+/gi, '-')}-${round}`
    values.push(await linesPerSecond(installation, inputs, name))
    baseline.push(await toy(inputs[0]?.file ?? ''))
    say(`${installation.name}, ${what}, round ${round}: ${Math.round(values.at(-1) ?? 0)} lines/s`)
  }
  return [{ what: `${installation.name}: ${what}`, unit: 'lines/s', values, baseline }]
}

async function linesPerSecond(
  { sql, logs }: Installation,
  inputs: readonly Input[],
  round: string,
): Promise<number> {
  const lines = inputs.reduce((sum, input) => sum + input.lines, 0)
  const wanted = (await committedLines(sql)) + lines
  const started_ms = putInPlace(inputs, logs, round)
  for (;;) {
    const committed = await committedLines(sql)
    const elapsed_ms = performance.now() - started_ms
    if (committed >= wanted) {
      assert.equal(committed, wanted, 'lines were counted twice')
      await assertExact(sql, logs, inputs, round)
      return (lines * 1000) / elapsed_ms
    }
    if (elapsed_ms > TIMEOUT_MS) throw new Error(`${wanted - committed} lines did not come through`)
    await sleep(POLL_MS)
  }
}

/** None missing, none too many. */
async function assertExact(
  sql: Installation['sql'],
  logs: string,
  inputs: readonly Input[],
  round: string,
): Promise<void> {
  const { rows } = await sql.query(
    `select rule_id, evidence->0->>'raw' as raw from alerts where starts_with(source, $1) and correlation is null`,
    [join(logs, `${round}-`)],
  )
  assert.deepEqual(actualAlerts(rows), inputs.flatMap(input => input.alerts).sort())
}

function memoryRows(
  { programs }: Installation,
  name: string,
  idle: Memory | null,
  bare: Memory | null,
): Row[] {
  const after = memoryOf(programs.get(name)?.child.pid)
  if (!idle || !after || !bare) return []
  const row = (what: string, value: number): Row => ({
    what: `\`${name}\`: ${what}`,
    unit: 'MiB',
    values: [value],
    baseline: [bare.peak],
  })
  return [row('idle', idle.now), row('peak', after.peak), row('after the last round', after.now)]
}

const count = (number: number) => number.toLocaleString('en-US')
