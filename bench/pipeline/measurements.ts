/** The chains by turns: everything at once, and a steady share of what each was able to take. */
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf } from '../memory.ts'
import { median } from '../statistics.ts'
import { type Chain, PARTS } from './chain.ts'
import { type Lines, type Run, runAtOnce, runSteadily } from './run-through.ts'

/** Of the throughput. */
export const SHARES = [0.1, 0.5] as const
/** What is left to do of a run is not to be counted to the next. */
const BETWEEN_MS = 3_000

export interface Measured {
  name: string
  atOnce: Run[]
  /** As many as there are `SHARES`. */
  steady: Run[][]
  /** Peak resident memory in MiB, of each process of the parts. */
  memory: Readonly<Record<(typeof PARTS)[number], number[]>>
}

export interface MeasureOptions {
  inputs: readonly Lines[]
  lines: readonly string[]
  rounds: number
  seconds: number
  say(text: string): void
}

export async function measureChains(
  chains: readonly Chain[],
  broker: number,
  { inputs, lines, rounds, seconds, say }: MeasureOptions,
): Promise<Measured[]> {
  const measuring = chains.map(chain => ({
    chain,
    atOnce: [] as Run[],
    steady: SHARES.map(() => [] as Run[]),
  }))
  const tell = (chain: Chain, what: string, { lines_per_second, findings, cost_us }: Run) => {
    const cost = Object.values(cost_us).reduce((sum, part) => sum + part, 0)
    say(
      `${chain.name}, ${what}: ${Math.round(lines_per_second)} lines/s, ${findings} findings, ` +
        `${cost.toFixed(0)} µs of processor time a line`,
    )
  }
  // The first round is for warming up.
  for (let round = 0; round <= rounds; round++) {
    for (const { chain, atOnce } of measuring) {
      const run = await runAtOnce(chain, broker, inputs, `round-${round}`)
      if (round > 0) atOnce.push(run)
      tell(chain, `round ${round}`, run)
      if (run.findings !== atOnce[0]?.findings && round > 0)
        throw new Error(`${chain.name} did not find in the same lines what it found before`)
      await sleep(BETWEEN_MS)
    }
  }
  for (let round = 1; round <= rounds; round++) {
    for (const [index, share] of SHARES.entries()) {
      for (const { chain, atOnce, steady } of measuring) {
        const rate = share * median(atOnce.map(({ lines_per_second }) => lines_per_second))
        const name = `steady-${index}-${round}`
        const run = await runSteadily(chain, broker, lines, {
          rate,
          seconds,
          files: inputs.length,
          round: name,
        })
        steady[index]?.push(run)
        tell(chain, `${share} of it, round ${round}`, run)
        await sleep(BETWEEN_MS)
      }
    }
  }
  return measuring.map(({ chain, atOnce, steady }) => {
    const [reading = [], detecting = [], showing = []] = PARTS.map(part =>
      chain.pids[part].map(pid => memoryOf(pid)?.peak ?? Number.NaN),
    )
    return { name: chain.name, atOnce, steady, memory: { reading, detecting, showing } }
  })
}
