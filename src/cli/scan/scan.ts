import type { StoryReport } from '../../correlate/report.ts'
import { isSentinelError, SentinelError } from '../../errors.ts'
import { type Correlations, planRules } from '../../pipeline/correlations.ts'
import { StoryCollector } from '../../pipeline/scan/collect-stories.ts'
import { createScanCorrelator } from '../../pipeline/scan/correlate.ts'
import { RecordPlaces } from '../../pipeline/scan/record-places.ts'
import { setOptimizing, setParallelScavenging } from '../../runtime/v8-modes.ts'
import { LEVELS } from '../../schema/level.ts'
import { rulePaths } from '../../services/rule-paths.ts'
import type { Command, Invocation } from '../command.ts'
import { usage } from '../options.ts'
import { describeFailure } from '../run.ts'
import { type Executor, inlineExecutor } from './executor.ts'
import { findInputs, type ScanInput } from './inputs.ts'
import { failLevel, jobsFor, SCAN_OPTIONS, scanOrder } from './options.ts'
import { Printer } from './printer.ts'
import { readBlocks } from './read-blocks.ts'
import { ScanReport } from './report.ts'
import type { ScanOrder } from './scanner.ts'
import { startJobs } from './worker-pool.ts'

/** Exit codes beside 0. */
const FAIL_LEVEL_REACHED = 1
const NOTHING_DONE = 2
const INTERRUPTED = 130

/**
 * After so many blocks what runs often is what goes on running: the first records make the tables over the rules, and
 * some thousands tell how to make them better.
 */
const BLOCKS_UNTIL_OPTIMIZED = 32
/**
 * What correlations do with matches is most of the work where there are many. Until there have been so many it takes less
 * to run it as it is than to compile it once more.
 */
const SIGNALS_UNTIL_OPTIMIZED = 500_000

/** `log-sentinel scan`: rules against files. */
export const scan: Command = {
  name: 'scan',
  summary: 'Match rules against files, folders or standard input, without any service',
  usage:
    '[--rules PATH]... [--format table|ndjson|csv] [--level LEVEL] [--jobs N] [--logsource product=..,service=..,category=..] PATH...|-',
  options: SCAN_OPTIONS,
  takesSettings: true,
  positionals: 'PATH',
  async run(invocation) {
    const { positionals, stderr } = invocation
    if (positionals.length === 0)
      throw usage('log-sentinel scan', 'no file', 'files or folders, or - for standard input')
    const order = scanOrder(invocation, rulePaths(invocation.config().rules))
    const fail_level = failLevel(invocation)
    const { inputs, unreadable } = await findInputs(positionals)
    const jobs = jobsFor(invocation, inputs)
    setOptimizing(false)
    setParallelScavenging(false)
    try {
      const executor = await startExecutor(order, jobs).catch(notDone(stderr))
      if (!executor) return NOTHING_DONE
      try {
        const report = new ScanReport(
          invocation,
          stderr.isTTY === true && !(order.format !== 'table' && invocation.stdout.isTTY),
        )
        for (const { file, reason } of unreadable) report.unreadable(file, reason)
        const was_interrupted = await scanInputs(invocation, inputs, order, executor, report)
        report.end(executor.rules, order.is_strict)
        if (was_interrupted) return INTERRUPTED
        if (report.unreadable_files >= inputs.length + unreadable.length) return NOTHING_DONE
        return report.worst >= fail_level ? FAIL_LEVEL_REACHED : 0
      } finally {
        await executor.close()
      }
    } finally {
      setOptimizing(true)
      setParallelScavenging(true)
    }
  },
}

/** Tells why a scan can not begin, if it is for the user to hear. */
function notDone(stderr: Invocation['stderr']): (error: unknown) => undefined {
  return error => {
    if (!isSentinelError(error)) throw error
    stderr.write(describeFailure(error))
  }
}

/** @throws SentinelError RULES_INVALID where there is not one usable rule, FILE_UNREADABLE for a path that is not there */
async function startExecutor(order: ScanOrder, jobs: number): Promise<Executor> {
  const executor = jobs === 1 ? await inlineExecutor(order) : await startJobs(order, jobs)
  const { loaded, problems } = executor.rules
  if (loaded > 0) return executor
  await executor.close()
  throw new SentinelError('RULES_INVALID', {
    where: `--rules ${order.rules.join(' --rules ')}`,
    found: problems[0] ? `${problems[0].file}: ${problems[0].reason}` : 'no rule',
    expected: 'at least one Sigma rule in a .yml file',
    remedy: '`log-sentinel rules check PATH` tells more',
  })
}

/** Resolves with whether the user interrupted it. */
async function scanInputs(
  { stdin, stdout, clock, signal, config }: Invocation,
  inputs: readonly ScanInput[],
  order: ScanOrder,
  executor: Executor,
  report: ScanReport,
): Promise<boolean> {
  const printer = new Printer(order.format, stdout)
  await printer.begin()
  const blocks = readBlocks(inputs, { stdin, now_ms: clock.now(), report })
  const correlations = planRules(executor.rules.correlated)
  const correlator = createScanCorrelator(correlations, {
    lateness_ms: config().correlation.lateness_ms,
    is_merged: inputs.length > 1,
  })
  const places = new RecordPlaces()
  const collector = new StoryCollector(order.format, correlations, places)
  const print = async (stories: readonly StoryReport[]) => {
    const wanted = stories.filter(
      ({ correlation }) => levelOf(correlations, correlation) >= order.least_level,
    )
    report.addStories(wanted.map(({ correlation }) => levelOf(correlations, correlation)))
    for (const collected of collector.collect(wanted)) await printer.add(collected)
  }
  let blocks_done = 0
  let signals = 0
  for await (const result of untilAborted(executor.results(blocks), signal)) {
    blocks_done++
    signals += result.signals.records.length
    const pays_off = signals === 0 || signals > SIGNALS_UNTIL_OPTIMIZED
    if (pays_off && blocks_done >= BLOCKS_UNTIL_OPTIMIZED) setOptimizing(true)
    report.add(result)
    places.add(result)
    await printer.add(result.collected)
    await print(correlator.add(result.signals))
  }
  await print(correlator.end())
  report.left_out = correlator.left_out
  await printer.end()
  if (signal.aborted) stdin.destroy()
  return signal.aborted
}

const levelOf = ({ headers }: Correlations, correlation: string) =>
  LEVELS.indexOf(headers.get(correlation)?.level ?? 'medium')

/** Ends early when `signal` is aborted, also while the next value is being waited for. */
async function* untilAborted<T>(values: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const source = values[Symbol.asyncIterator]()
  const { promise: aborted, resolve } = Promise.withResolvers<null>()
  const stop = () => resolve(null)
  signal.addEventListener('abort', stop, { once: true })
  try {
    while (!signal.aborted) {
      const next = await Promise.race([aborted, source.next()])
      if (next === null || next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
