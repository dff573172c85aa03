import { relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Files that take long, the longest first. They begin first, so that no core waits for one of them at the end; what is
 * not named here goes behind them in the order it came.
 */
const LONGEST_FIRST = [
  'test/crash/services',
  'test/crash/embedded',
  'test/crash/broken',
  'test/e2e/up',
  'test/e2e/collector-kafka',
  'test/e2e/package',
  'test/e2e/collector-ledger',
  'test/e2e/services',
  'test/e2e/compose',
  'src/pipeline/line-matcher-equality',
  'src/rulebase/engine-equality',
  'src/store/pglite',
  'src/sigma/engine/generated-equality',
  'src/sigma/quarantine',
  'src/store/synced-files',
  'src/cli/scan/equality',
  'test/browser/',
]
/** Each file is a process that loads much the same modules, of which the types are stripped once for all. */
const COMPILE_CACHE = fileURLToPath(new URL('../.cache/compiled', import.meta.url))
const WATCHDOG = new URL('helpers/watchdog.ts', import.meta.url).href
const SLOWEST_SHOWN = 5

export interface TestFiles {
  /** Those that wait for servers and programs for much of their time. */
  waiting: readonly string[]
  /** Those that keep a core busy. */
  working: readonly string[]
}

/**
 * Runs test files, each in a process of its own, so many `at_a_time`, of both kinds as long as there are; false where
 * one failed. Says which took the longest.
 */
export async function runFiles(
  { waiting, working }: TestFiles,
  at_a_time: number,
  environment: Readonly<Record<string, string>>,
): Promise<boolean> {
  const rank = (file: string) => {
    const place = LONGEST_FIRST.findIndex(start => file.startsWith(start))
    return place === -1 ? LONGEST_FIRST.length : place
  }
  const ranked = (files: readonly string[]) => files.toSorted((a, b) => rank(a) - rank(b))
  const took: { file: string; ms: number }[] = []
  let passed = false
  const events = run({
    cwd: root,
    files: [...alternating(ranked(waiting), ranked(working))],
    concurrency: at_a_time,
    execArgv: ['--import', WATCHDOG],
    env: { ...process.env, ...environment, NODE_COMPILE_CACHE: COMPILE_CACHE },
  })
  events.on('test:summary', ({ file, duration_ms, success }) => {
    if (file === undefined) passed = success
    else took.push({ file: relative(root, file), ms: duration_ms })
  })
  for await (const text of events.compose(spec)) process.stdout.write(text)
  for (const { file, ms } of took.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_SHOWN))
    process.stdout.write(`${String(Math.round(ms / 1000)).padStart(5)} s ${file}\n`)
  return passed
}

/** One of each kind after the other; what is left of the longer list in the end. */
function* alternating<T>(some: readonly T[], others: readonly T[]): Generator<T> {
  for (let index = 0; index < Math.max(some.length, others.length); index++) {
    yield* some.slice(index, index + 1)
    yield* others.slice(index, index + 1)
  }
}
