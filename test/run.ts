import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startKafka } from './helpers/kafka.ts'
import { startPostgres } from './helpers/postgres.ts'
import { runFiles } from './run-files.ts'

/**
 * The whole test suite: types and lint, then all tests at once. Those that need a real Kafka or a real PostgreSQL, or
 * start processes, wait for much of their time; the others work meanwhile. The servers are started once and shared;
 * every test file keeps to topics and a database of its own.
 *
 *     npm test                     everything
 *     npm test -- src/sigma        only the test files whose path contains one of the words
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2)
const node = process.execPath

/** For two cores, which half of these leave idle at times. */
const AT_A_TIME = 4

/** Files that talk to a server or start processes; every other test file works by itself. */
const NEEDS_SERVERS = /(^test\/(e2e|crash)\/)|(kafka|postgres)[^/]*\.test\.ts$/

const files = globSync(
  ['src/**/*.test.ts', 'rules/**/*.test.ts', 'test/**/*.test.ts', 'web/**/*.test.ts', 'scripts/**/*.test.ts'],
  { cwd: root },
)
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .sort()
const waiting = files.filter(file => NEEDS_SERVERS.test(file))
const working = files.filter(file => !waiting.includes(file))

const started = Date.now()
if (words.length === 0) {
  const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '-p']
  await step('types', () => program(node, ...tsc, 'tsconfig.json'))
  await step('types of the page', () => program(node, ...tsc, 'web/tsconfig.json'))
  await step('lint', () =>
    program(node, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  )
}
await (waiting.length > 0 ? withRealServers(tests) : tests({}))
say(`all passed after ${seconds(started)}`)

async function withRealServers(
  action: (environment: Record<string, string>) => Promise<void>,
): Promise<void> {
  const [kafka, postgres] = await Promise.all([startKafka(), startPostgres()])
  try {
    await action({ LOG_SENTINEL_TEST_KAFKA: kafka.bootstrap, LOG_SENTINEL_TEST_POSTGRES: postgres.url })
  } finally {
    await Promise.all([kafka.stop(), postgres.stop()])
  }
}

async function tests(environment: Record<string, string>): Promise<void> {
  if (files.length > 0) await step('tests', () => runFiles({ waiting, working }, AT_A_TIME, environment))
}

/** Runs a program to its end; false where it failed. */
function program(name: string, ...args: string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd: root, stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', code => resolve(code === 0))
  })
}

/** What fails ends the whole run, for later steps would only repeat it less clearly. */
async function step(what: string, action: () => Promise<boolean>): Promise<void> {
  const began = Date.now()
  say(`${what} ...`)
  if (await action()) {
    say(`${what}: passed in ${seconds(began)}`)
    return
  }
  say(`${what}: FAILED after ${seconds(began)}`)
  process.exitCode = 1
  throw new Error(`${what} failed`)
}

function say(text: string): void {
  process.stdout.write(`== ${text}\n`)
}

function seconds(since: number): string {
  return `${Math.round((Date.now() - since) / 1000)} s`
}
