/** The logs that are measured with: simulated, the same bytes in every run, with the alerts that they must raise. */
import { appendFileSync, copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { simulate } from '../src/simulate/simulate.ts'
import type { TruthRow } from '../src/simulate/truth.ts'
import { partitionOfKey } from '../src/transport/partitioner.ts'
import { expectedAlerts } from '../test/helpers/ground-truth.ts'

export interface Input {
  file: string
  lines: number
  /** Rule id and line of each alert, sorted. */
  alerts: readonly string[]
}

const START_MS = Date.UTC(2026, 0, 1)
const LINES_PER_SECOND = 20
const WRITTEN_AT_ONCE = 5_000

/** Writes `lines` lines to a file in `folder`. */
export function writeInput(folder: string, seed: number, lines: number): Input {
  const file = join(folder, `input-${seed}`)
  const truth = `${file}.truth`
  const simulation = simulate({ seed, start_ms: START_MS, lines_per_second: LINES_PER_SECOND })
  let offset = 0
  for (let written = 0; written < lines; ) {
    let text = ''
    let rows = ''
    for (let count = 0; count < WRITTEN_AT_ONCE && written < lines; count++, written++) {
      const { line, rules, story } = simulation.next().value
      const row: TruthRow = { offset, rules: [...rules], story }
      if (rules.length > 0) rows += `${JSON.stringify(row)}\n`
      text += `${line}\n`
      offset += Buffer.byteLength(line) + 1
    }
    appendFileSync(truth, rows)
    appendFileSync(file, text)
  }
  return { file, lines, alerts: expectedAlerts(file, truth) }
}

/** The topic's partitions of an installation that nobody configured. */
const PARTITIONS = 6

/**
 * Puts copies of the inputs under `logs`, each at once as a whole, under names whose records go to partitions
 * 0, 1, 2 ...: so that what is measured is not the luck of a hash. Returns the time when the first was in place.
 */
export function putInPlace(inputs: readonly Pick<Input, 'file'>[], logs: string, round: string): number {
  const moves = inputs.map(({ file }, index) => {
    const hidden = join(logs, `.${round}-${index}`)
    copyFileSync(file, hidden)
    return {
      from: hidden,
      to: pathInPartition(index % PARTITIONS, n => join(logs, `${round}-${index}-${n}.log`)),
    }
  })
  const started_ms = performance.now()
  for (const { from, to } of moves) renameSync(from, to)
  return started_ms
}

/** The first of `path(0)`, `path(1)` ... whose records go to the partition. */
export function pathInPartition(partition: number, path: (n: number) => string): string {
  for (let n = 0; ; n++) if (partitionOfKey(Buffer.from(path(n)), PARTITIONS) === partition) return path(n)
}
