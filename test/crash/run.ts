/**
 * The long form of the crash matrix.
 *
 *     npm run test:crash                                            every fault 100 times
 *     npm run test:crash -- --part detector --times 10 --seed 7     one of them, 10 times, as it was with seed 7
 *     npm run test:crash -- --after kafka --seed 7                  those that come after one, to go on with a run
 *     npm run test:crash -- --part detector --broken no-fence       with detectors that lack a part of the protocol, as
 *                                                                   broken-detector.ts has them: this must fail
 *
 * A fault that fails does not keep the others from their turn; the summary names the command that repeats it.
 */
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { messageOf } from '../../src/errors.ts'
import { startEmbeddedStack } from './embedded-stack.ts'
import { FAULTS } from './faults.ts'
import { runMatrix } from './matrix.ts'
import { type Stack, startStack } from './stack.ts'

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    after: { type: 'string' },
    broken: { type: 'string' },
    times: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const say = (text: string) => void process.stdout.write(`${text}\n`)
const times = Number(values.times)
const seed = Number(values.seed)
const parts = partsWanted()
const summary: string[] = []

// What was started and mounted is ended and unmounted when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    tell()
    process.exit(1)
  })
}

for (const part of parts) {
  say(`== ${part}: ${times} times, --seed ${seed}`)
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  let exact = 0
  try {
    const { lines, alerts, stories } = await runMatrix({
      start: FAULTS[part]?.stack === 'embedded' ? startEmbeddedStack : startServices,
      rounds: Array.from({ length: times }, () => [part]),
      seed,
      onRound: (number, settled_ms, windows) => {
        exact = number
        const after = `${(settled_ms / 1000).toFixed(1)} s`
        say(`${part} ${number} of ${times}: ${windows} windows open, exact again after ${after}`)
      },
    })
    summary.push(
      `${part}: ${exact} of ${times} exact in ${seconds()} s; of ${lines} lines each of ${alerts} alerts once, and each of ${stories} stories`,
    )
  } catch (error) {
    process.exitCode = 1
    summary.push(
      `${part}: FAILED after ${exact} of ${times} in ${seconds()} s: ${messageOf(error)}\n` +
        `  again: npm run test:crash -- --part ${part} --times ${times} --seed ${seed}`,
    )
  }
  say(`== ${summary.at(-1)}`)
}
tell()

/** The correlators are those of the detectors, where these are broken. */
function startServices(): Promise<Stack> {
  if (values.broken === undefined) return startStack()
  const program = fileURLToPath(new URL('broken-detector.ts', import.meta.url))
  return startStack({ detector: { program, args: [values.broken] }, correlators: 0 })
}

function partsWanted(): readonly string[] {
  const all = Object.keys(FAULTS)
  const { after, part = all } = values
  const unknown = [...part, ...(after === undefined ? [] : [after])].find(name => !all.includes(name))
  if (unknown !== undefined) {
    process.stderr.write(`no fault ${unknown}; there are ${all.join(', ')}\n`)
    process.exit(2)
  }
  return after === undefined ? part : part.slice(part.indexOf(after) + 1)
}

function tell(): void {
  say(`\n== ${summary.length} of ${parts.length} faults, seed ${seed}`)
  for (const line of summary) say(line)
  const last = parts[summary.length - 1]
  if (summary.length < parts.length && last !== undefined)
    say(`the others: npm run test:crash -- --after ${last} --times ${times} --seed ${seed}`)
}
