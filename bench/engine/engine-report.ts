import { cpus, totalmem } from 'node:os'
import type { EngineResult, JobsResult, LaneResult, ScaleResult, Setting } from './measurements.ts'

export interface EngineResults {
  readonly lanes: readonly LaneResult[]
  /** Lanes for which there was no time. */
  readonly left_out: readonly string[]
  readonly scale: readonly ScaleResult[]
  readonly jobs: JobsResult | undefined
}

/** The measurements as a page. */
export function engineReport({ lanes, left_out, scale, jobs }: EngineResults, setting: Setting): string {
  const { events, rounds } = setting
  const sections = [
    '# The engine beside its peer',
    'Written by `npm run bench:engine -- --write`, with the executable of [RSigma](https://github.com/timescale/rsigma) ' +
      '0.23 in the variable `RSIGMA`. Both ran as the commands that people use, on one core, with the same 3,141 ' +
      'public rules and the same events, taking turns: `log-sentinel scan --jobs 1 --format ndjson` and `rsigma engine ' +
      'eval --quiet --output-format ndjson`, with and without `--logsource-routing`, which is what this engine always ' +
      'does. All output was written to a file and its matches were counted.',
    `- Machine: ${cpus().length} cores (${cpus()[0]?.model.trim() ?? process.arch}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}\n` +
      `- Node.js: ${process.version.slice(1)}\n- Date: ${new Date().toISOString().slice(0, 10)}\n` +
      `- Events a lane: at least ${events.toLocaleString('en-US')}; a value is the median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
    ...(lanes.length > 0 ? [laneSection(lanes)] : []),
    ...(left_out.length > 0 ? [`Not measured for want of time: ${left_out.join(', ')}.`] : []),
    ...(scale.length > 0 ? [scaleSection(scale)] : []),
    ...(jobs ? [jobsSection(jobs)] : []),
  ]
  return `${sections.join('\n\n')}\n`
}

function laneSection(lanes: readonly LaneResult[]): string {
  const rows = lanes.map(({ lane, event_bytes, engines }) => {
    const [own, ...peers] = engines
    if (!own) return []
    return [
      lane,
      String(event_bytes),
      rate(own),
      ...peers.flatMap(peer => [rate(peer), ratio(own.events_per_second / peer.events_per_second)]),
      number(own.matches),
      ...peers.map(peer => `${number(peer.matches)} (${number(peer.difference)})`),
      engines.map(engine => Math.round(engine.rss_mb)).join(' / '),
    ]
  })
  const [, ...peers] = lanes[0]?.engines ?? []
  const head = [
    'lane',
    'bytes',
    'Log Sentinel, events/s',
    ...peers.flatMap(({ name }) => [`${name}, events/s`, 'ratio']),
    'matches',
    ...peers.map(({ name }) => `${name}: matches (differing)`),
    'memory, MB',
  ]
  return [
    '## Events a second',
    'Of processor time, so that other work on the machine counts for little; the time of a run with one event is taken ' +
      'off. Where matches differ, [rsigma-differences.md](rsigma-differences.md) tells why. Memory is the most that ' +
      'each process had, in the order of the columns.',
    table(head, rows),
    ...peers.map((_, at) => summaryOf(lanes, at + 1)),
  ].join('\n\n')
}

function summaryOf(lanes: readonly LaneResult[], at: number): string {
  const pairs = lanes.flatMap(({ engines }) => {
    const [own, peer] = [engines[0], engines[at]]
    return own && peer ? [{ own, peer }] : []
  })
  const speeds = pairs.map(({ own, peer }) => own.events_per_second / peer.events_per_second)
  const loads = pairs.map(({ own, peer }) => own.load_ms / peer.load_ms)
  return (
    `Against ${pairs[0]?.peer.name}: geometric mean of the ratios ${ratio(geometricMean(speeds))}, lowest ` +
    `${ratio(Math.min(...speeds))}. Time until the first event is matched: ${ratio(geometricMean(loads))} times the ` +
    `peer's (from ${ratio(Math.min(...loads))} to ${ratio(Math.max(...loads))}).`
  )
}

function scaleSection(scale: readonly ScaleResult[]): string {
  const rows = scale.map(({ lane, steps }) => [
    lane,
    ...steps.map(step => `${step.us_per_event.toFixed(1)} (${Math.round(step.rss_mb)} MB)`),
    steps
      .slice(1)
      .map((step, at) => ratio(step.us_per_event / (steps[at]?.us_per_event ?? 1)))
      .join(', '),
  ])
  const head = ['lane', ...(scale[0]?.steps.map(({ rules }) => `${number(rules)} rules`) ?? []), 'ratios']
  return [
    '## More rules',
    'Microseconds of processor time an event, and the memory, as the rules become ten times as many: every tenth of the ' +
      'public rules, all of them, and ten of each with other words in their values.',
    table(head, rows),
  ].join('\n\n')
}

function jobsSection({ lane, speed_up }: JobsResult): string {
  return [
    '## Two jobs',
    `\`--jobs 2\` on two cores is ${ratio(speed_up)} times as fast as \`--jobs 1\` by the clock, on ${lane}, the time of a ` +
      'run with one event taken off.',
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

const rate = ({ events_per_second }: EngineResult) => number(Math.round(events_per_second))
const number = (value: number) => value.toLocaleString('en-US')
const ratio = (value: number) => (value >= 10 ? value.toFixed(0) : value.toPrecision(2))

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
