import { seededRandom } from '../../src/simulate/random.ts'
import { FAULTS, type Fault } from './faults.ts'
import { createJudge } from './judge.ts'
import { startWriter } from './line-writer.ts'
import { createOracle } from './oracle.ts'
import type { Stack } from './stack.ts'

/**
 * The crash matrix: a stack that lives on, lines that are written without a pause, and one fault after the other.
 * After each, every line written so far must have raised its alerts exactly once, and correlations, whose windows were
 * open when it began, must have told their stories as if nothing had been.
 */
export interface MatrixOptions {
  start: () => Promise<Stack>
  /** Names of faults, in the order in which they come; those of one round come at the same time. */
  rounds: readonly (readonly string[])[]
  seed: number
  /** Alerts are missing when none of those awaited has come for this long. */
  patience_ms?: number
  /** Told after each round, with how many windows of correlations were open when it began. */
  onRound?(number: number, settled_ms: number, windows: number): void
}

export interface MatrixResult {
  lines: number
  alerts: number
  stories: number
}

/** Longer than every wait and pause of the services that a fault may have begun. */
const PATIENCE_MS = 120_000

/** Rejects with a `Verdict` for alerts that are missing, double or wrong, and for a service that ended by itself. */
export async function runMatrix(options: MatrixOptions): Promise<MatrixResult> {
  const random = seededRandom(options.seed)
  const oracle = await createOracle()
  await using parts = new AsyncDisposableStack()
  const stack = await options.start()
  parts.defer(() => stack.close())
  const writer = startWriter(stack.logs, oracle, options.seed)
  parts.defer(() => writer.stop())
  const judge = createJudge({ database: stack.database, writer, oracle })
  parts.defer(() => judge.close())

  let finished = false
  const patience_ms = options.patience_ms ?? PATIENCE_MS
  parts.defer(async () => {
    // What the services said last tells why, where something failed.
    if (!finished) process.stderr.write(stack.lastWords())
  })
  await judge.settled(PATIENCE_MS)
  for (const [index, round] of options.rounds.entries()) {
    const faults = round.map(faultOf)
    const windows = await judge.windowsOpen(PATIENCE_MS)
    await Promise.all(faults.map(({ run }) => run(stack, random)))
    const began = Date.now()
    writer.slowDown()
    await (faults.some(({ sets_back }) => sets_back)
      ? judge.complete(patience_ms)
      : judge.settled(patience_ms))
    writer.endEpoch()
    await judge.told(writer.stories.expected('last'), patience_ms)
    writer.goOn()
    checkAlive(stack)
    options.onRound?.(index + 1, Date.now() - began, windows)
  }
  writer.stop()
  await judge.complete(patience_ms)
  const all = writer.stories.expected('all')
  await judge.told(all, patience_ms)
  finished = true
  return { lines: writer.lines(), alerts: writer.expected.size, stories: all.stories.length }
}

function faultOf(name: string): Fault {
  const fault = FAULTS[name]
  if (!fault) throw new Error(`no fault ${name}; there are ${Object.keys(FAULTS).join(', ')}`)
  return fault
}

function checkAlive(stack: Stack): void {
  const surprises = stack.surprises()
  if (surprises.length > 0) throw new Error(surprises.join('\n'))
}
