import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startKafka } from './helpers/kafka.ts'
import { startPostgres } from './helpers/postgres.ts'
import { runFiles } from './run-files.ts'

/**
 * The whole test suite: the quick checks first, then what needs a real Kafka, a real PostgreSQL or a real browser.
 * The servers are started once and shared; every test file keeps to topics and a database of its own.
 *
 *     npm test                     everything
 *     npm test -- src/sigma        only the test files whose path contains one of the words
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2)
const node = process.execPath

/** For two cores. What waits for servers and programs leaves them idle at times. */
const AT_A_TIME = { working: 2, waiting: 3 }

/** Files that talk to a server or start processes; every other test file is quick. */
const NEEDS_SERVERS = /(^test\/(e2e|crash)\/)|(kafka|postgres)[^/]*\.test\.ts$/
const NEEDS_BROWSER = /^test\/browser\//

const files = globSync(
  ['src/**/*.test.ts', 'rules/**/*.test.ts', 'test/**/*.test.ts', 'web/**/*.test.ts', 'scripts/**/*.test.ts'],
  { cwd: root },
)
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .sort()
const withServers = files.filter(file => NEEDS_SERVERS.test(file))
const withBrowser = files.filter(file => NEEDS_BROWSER.test(file))
const quick = files.filter(file => !withServers.includes(file) && !withBrowser.includes(file))

const started = Date.now()
if (words.length === 0) {
  const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '-p']
  await step('types', () => program(node, ...tsc, 'tsconfig.json'))
  await step('types of the page', () => program(node, ...tsc, 'web/tsconfig.json'))
  await step('lint', () =>
    program(node, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  )
}
await tests('quick tests', quick, AT_A_TIME.working)
if (withServers.length > 0)
  await withRealServers(environment =>
    tests('tests on Kafka and PostgreSQL', withServers, AT_A_TIME.waiting, environment),
  )
await tests('tests in a browser', withBrowser, AT_A_TIME.working)
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

async function tests(
  what: string,
  paths: readonly string[],
  at_a_time: number,
  environment: Record<string, string> = {},
): Promise<void> {
  if (paths.length === 0) return
  await step(what, () => runFiles(paths, at_a_time, environment))
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
