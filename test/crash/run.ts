/**
 * The long form of the crash matrix.
 *
 *     npm run test:crash                                            every fault 100 times
 *     npm run test:crash -- --part detector --times 10 --seed 7     one of them, 10 times, as it was with seed 7
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { startEmbeddedStack } from './embedded-stack.ts'
import { FAULTS } from './faults.ts'
import { runMatrix } from './matrix.ts'
import { startStack } from './stack.ts'

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    times: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const say = (text: string) => void process.stdout.write(`${text}\n`)
const times = Number(values.times)
const seed = Number(values.seed)

// What was started and mounted is ended and unmounted when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

for (const part of values.part ?? Object.keys(FAULTS)) {
  say(`== ${part}: ${times} times, --seed ${seed}`)
  const began = Date.now()
  const { lines, alerts } = await runMatrix({
    start: FAULTS[part]?.stack === 'embedded' ? startEmbeddedStack : startStack,
    rounds: Array.from({ length: times }, () => [part]),
    seed,
    onRound: (number, settled_ms) =>
      say(`${part} ${number} of ${times}: exact again after ${(settled_ms / 1000).toFixed(1)} s`),
  })
  say(
    `== ${part}: ${times} times in ${Math.round((Date.now() - began) / 1000)} s; of ${lines} lines each of ${alerts} alerts is there once`,
  )
}
