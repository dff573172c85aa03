/** What was measured of the chains, as tables: Log Sentinel, beside the peer where there is one. */
import type { Row, Section } from '../report.ts'
import { median } from '../statistics.ts'
import { type Measured, SHARES } from './measurements.ts'
import type { Run } from './run-through.ts'

export interface Facts {
  /** Of one round. */
  lines: number
  bytes: number
  files: number
  seconds: number
}

/** @param peer null where it was not at hand: then nothing stands beside the values */
export function pipelineSections(own: Measured, peer: Measured | null, facts: Facts): Section[] {
  return [throughput(own, peer, facts), memory(own, peer), cost(own, peer, facts)]
}

function throughput(own: Measured, peer: Measured | null, { lines, bytes, files }: Facts): Section {
  const rates = (measured: Measured | null) => (measured?.atOnce ?? []).map(run => run.lines_per_second)
  const found = (measured: Measured) => count(median(measured.atOnce.map(run => run.findings)))
  const beside =
    peer === null
      ? 'RSigma was not at hand (the variable `RSIGMA` names its executable): nothing stands beside the values.'
      : 'Baseline: the same files over the same broker through rsyslog (imfile and omkafka), kcat (unbuffered, for ' +
        'RSigma has no input from Kafka) and `rsigma engine daemon` with the same rules and with ' +
        '`--logsource-routing`, until it counts the last line as processed. It writes its matches to a file, which ' +
        `nothing syncs, and promises no exactly once. It wrote ${found(peer)} matches of a round: it takes a line that ` +
        'does not name its logsource itself to every rule, of whatever product, under the names of fields that the ' +
        'line has.'
  return {
    title: 'From the file to the committed alert',
    about:
      `${files} files of together ${count(lines)} lines (${Math.round(bytes / 1e6)} MB) of many formats are moved into a ` +
      'folder that is followed; measured is until the alerts and the offset of the last line are committed in ' +
      'PostgreSQL, each line once. Collector, two detectors with the public rules of SigmaHQ, and dashboard, as they ' +
      `are installed. ${found(own)} alerts of a round were committed. ${beside} The chains take turns, after a round ` +
      'for warming up. Bytes that are not UTF-8 were replaced in the lines beforehand: RSigma ends where it reads one.',
    rows: [{ what: 'Log Sentinel', unit: 'lines/s', values: rates(own), baseline: rates(peer) }],
  }
}

function memory(own: Measured, peer: Measured | null): Section {
  const row = (what: string, values: readonly number[], baseline: readonly number[] = []): Row => ({
    what,
    unit: 'MiB',
    values: [sum(values)],
    baseline: baseline.length === 0 ? [] : [sum(baseline)],
  })
  const all = ({ memory }: Measured) => Object.values(memory).flat()
  const [first = Number.NaN] = own.memory.detecting
  return {
    title: 'Memory',
    about:
      'Peak resident memory of the processes, after all rounds. Baseline: rsyslog for the collector, kcat and RSigma ' +
      'for the detectors. Not in it: the broker, which both use, and PostgreSQL, which RSigma has no need of.',
    rows: [
      row('collector', own.memory.reading, peer?.memory.reading),
      row('one of the detectors', [first], peer?.memory.detecting),
      row('both detectors', own.memory.detecting, peer?.memory.detecting),
      row('dashboard', own.memory.showing),
      row('all together', all(own), peer ? all(peer) : []),
    ],
  }
}

const COSTS: Readonly<Record<string, (cost: Run['cost_us']) => number>> = {
  reading: cost => cost.reading,
  detecting: cost => cost.detecting,
  broker: cost => cost.broker,
  all: cost => cost.reading + cost.detecting + cost.showing + cost.broker,
}

function cost(own: Measured, peer: Measured | null, { seconds }: Facts): Section {
  const rates: [string, Run[], Run[]][] = [
    ...SHARES.map((share, index): [string, Run[], Run[]] => [
      `${share * 100} % of the throughput`,
      own.steady[index] ?? [],
      peer?.steady[index] ?? [],
    ]),
    ['as fast as it goes', own.atOnce, peer?.atOnce ?? []],
  ]
  return {
    title: 'What a line costs as the rate grows',
    about:
      'Microseconds of processor time for each line: at a tenth and at half of the throughput above, of each chain its ' +
      `own, written at a steady rate over ${seconds} s, and with all lines there at once. It holds what the processes do ` +
      'anyway, which weighs most where lines are few. Reading: the collector, beside rsyslog. Detecting: the detectors ' +
      'and PostgreSQL, beside kcat and RSigma. All: with the broker and the dashboard.',
    rows: rates.flatMap(([rate, runs, peers]) =>
      Object.entries(COSTS).map(
        ([part, cost_us]): Row => ({
          what: `${rate}: ${part}`,
          unit: 'µs/line',
          values: runs.map(run => cost_us(run.cost_us)),
          baseline: peers.map(run => cost_us(run.cost_us)),
        }),
      ),
    ),
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const count = (number: number) => number.toLocaleString('en-US')
