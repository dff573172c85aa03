import { appendFile, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, SentinelError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { type SimulatedLine, simulate } from './simulate.ts'
import { type TruthRow, trimTruth } from './truth.ts'

/** Writes a simulation to a file at the pace of real time, the way an application writes its log. */
export interface SimulationWriterOptions {
  /** The log to append to. It and its folder are made where they are missing. */
  file: string
  /** Lines a second. */
  rate: number
  seed: number
  scenario?: string | undefined
  /** Where to write the ground truth, see `truthRowSchema`; it continues what is there. */
  truth?: string | undefined
  /** Stop after so many lines. */
  limit_lines?: number | undefined
  /** The time that the first line tells; now, if it is not given. Fixed, it makes two runs alike to the byte. */
  start_ms?: number | undefined
  clock: Clock
}

export interface SimulationTotals {
  lines: number
  bytes: number
  /** Lines on which at least one rule must fire. */
  must_fire: number
}

/** Lines are written together where several are due within so many milliseconds. */
const TICK_MS = 20
/** A machine that slept, or a disk that was slow, is not answered with a flood: at most so much is caught up at once. */
const CATCH_UP_MS = 500

/**
 * Appends lines until `signal` is aborted or the limit is reached; then every line that was begun is whole.
 * USAGE for an unknown scenario (nothing is written then) or a truth file that is something else;
 * FILE_UNREADABLE where the file system refuses.
 */
export async function writeSimulation(
  options: SimulationWriterOptions,
  signal: AbortSignal,
): Promise<SimulationTotals> {
  const { file, rate, seed, scenario, truth, limit_lines = Number.POSITIVE_INFINITY, clock } = options
  if (!(rate > 0 && rate <= 1_000_000))
    throw new SentinelError('USAGE', {
      where: 'rate',
      found: String(rate),
      expected: 'a number of lines a second above 0',
    })
  const start_ms = options.start_ms ?? clock.now()
  const lines = simulate({ seed, scenario, start_ms, lines_per_second: rate })
  const totals: SimulationTotals = { lines: 0, bytes: 0, must_fire: 0 }

  await inFile(file, () => prepareLog(file))
  if (truth !== undefined) await inFile(truth, () => prepareTruth(truth, file))

  const most = Math.max(1, Math.ceil((rate * CATCH_UP_MS) / 1000))
  let began_ms = clock.now()
  while (!signal.aborted) {
    const now_ms = clock.now()
    const behind = Math.floor(((now_ms - began_ms) * rate) / 1000) + 1 - totals.lines
    const due = Math.min(Math.max(behind, 0), most)
    // Lines too many to catch up on are given up; below zero, the clock was set back.
    began_ms += ((behind - due) * 1000) / rate
    const length = Math.min(due, limit_lines - totals.lines)
    const batch = Array.from({ length }, () => lines.next().value)
    if (length > 0) await appendBatch(batch, file, truth, totals)
    if (totals.lines >= limit_lines) break
    const next_ms = began_ms + (totals.lines * 1000) / rate
    await clock.sleep(Math.max(TICK_MS, next_ms - now_ms), signal)
  }
  return totals
}

/** Makes the folder and the file. A last line that was left without its end is ended, or ours would be glued to it. */
async function prepareLog(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await using log = await open(file, 'a+')
  const { size } = await log.stat()
  if (size === 0) return
  const last = Buffer.alloc(1)
  await log.read(last, 0, 1, size - 1)
  if (last[0] !== 0x0a) await log.write('\n')
}

async function prepareTruth(truth: string, file: string): Promise<void> {
  await mkdir(dirname(truth), { recursive: true })
  await using log = await open(file, 'r')
  await trimTruth(truth, (await log.stat()).size)
}

/** Truth first: whoever reads a line finds its row there already. */
async function appendBatch(
  batch: readonly SimulatedLine[],
  file: string,
  truth: string | undefined,
  totals: SimulationTotals,
): Promise<void> {
  const bytes = Buffer.from(batch.map(({ line }) => `${line}\n`).join(''))
  await inFile(file, async () => {
    // Opened for each batch, so that a log rotated away is followed by a new one.
    await using log = await open(file, 'a')
    const { size } = await log.stat()
    const rows = truthRows(batch, size)
    if (truth !== undefined && rows.length > 0)
      await inFile(truth, () => appendFile(truth, rows.map(row => `${JSON.stringify(row)}\n`).join('')))
    const { bytesWritten } = await log.write(bytes)
    if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes fitted`)
    totals.must_fire += rows.length
  })
  totals.lines += batch.length
  totals.bytes += bytes.length
}

function truthRows(batch: readonly SimulatedLine[], first_offset: number): TruthRow[] {
  const rows: TruthRow[] = []
  let offset = first_offset
  for (const { line, rules, story } of batch) {
    if (rules.length > 0) rows.push({ offset, rules: [...rules], story })
    offset += Buffer.byteLength(line) + 1
  }
  return rows
}

/** Runs `action`, and names the file in what goes wrong. */
async function inFile<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof SentinelError) throw error
    throw new SentinelError('FILE_UNREADABLE', {
      where: path,
      found: messageOf(error),
      expected: 'a file that can be written',
      cause: error,
    })
  }
}
