/** The chains that are compared: from files that grow, over the same broker, to what was found in them. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { eventually } from '../../test/helpers/eventually.ts'
import { freePorts } from '../../test/helpers/free-ports.ts'
import type { TestKafka } from '../../test/helpers/kafka.ts'
import { watchProgram } from '../../test/helpers/program.ts'
import type { TopicWatch } from '../collector/topic.ts'
import { startRsyslog } from '../collector/ways.ts'
import { addDetector, committedLines, installOnKafka } from '../installation.ts'
import type { Workshop } from '../workshop.ts'

export const PARTS = ['reading', 'detecting', 'showing'] as const
export type Part = (typeof PARTS)[number]

export interface Chain {
  readonly name: string
  /** Files that end with `.log` in this folder are followed. */
  readonly logs: string
  /** The processes of each part, without the broker. */
  readonly pids: Readonly<Record<Part, readonly number[]>>
  /** A database server, with a process for each connection. */
  readonly database: number | null
  /** Lines that are through to the end. */
  passed(): Promise<number>
  /** What was found in them so far. */
  findings(): Promise<number>
}

/** Collector, two detectors and dashboard as they are installed; a line is through when its offset is committed. */
export async function startLogSentinel(workshop: Workshop, kafka: TestKafka, rules: string): Promise<Chain> {
  const postgres = await workshop.postgres()
  const installation = await installOnKafka(workshop, postgres, { kafka, detector: ['--rules', rules] })
  await addDetector(installation, workshop)
  const { logs, programs, sql } = installation
  const number = async (query: string) => {
    const { rows } = await sql.query<{ number: string }>(`select (${query})::text as number`)
    return Number(rows[0]?.number)
  }
  return {
    name: 'Log Sentinel',
    logs,
    pids: {
      reading: [pidOf(programs.get('collector'))],
      detecting: [pidOf(programs.get('detector')), pidOf(programs.get('second detector'))],
      showing: [pidOf(programs.get('dashboard'))],
    },
    database: await number(`split_part(pg_read_file('postmaster.pid'), E'\\n', 1)`),
    passed: () => committedLines(sql),
    findings: () => number('select count(*) from alerts'),
  }
}

/**
 * rsyslog to the broker, and from there kcat into RSigma, which has no input from Kafka; its matches go to a file. A
 * line is through when RSigma counts it as processed.
 */
export async function startRsigma(
  workshop: Workshop,
  { bootstrap }: TestKafka,
  topics: TopicWatch,
  rules: string,
  executable: string,
): Promise<Chain> {
  const rsyslog = await startRsyslog(workshop, bootstrap, topics)
  if (rsyslog.logs === null || rsyslog.pid === null) throw new Error('rsyslog does not run')
  const [port] = await freePorts(1)
  const address = `127.0.0.1:${port}`
  const output = `file://${join(workshop.folder(), 'matches.ndjson')}`
  const daemon = spawn(
    executable,
    [
      ...['engine', 'daemon', '--quiet', '-r', rules, '--logsource-routing'],
      ...['--input', 'stdin', '--output', output, '--api-addr', address],
    ],
    // It warns of every moment in which its input is faster than itself.
    { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, RUST_LOG: 'error' } },
  )
  const rsigma = watchProgram(daemon)
  workshop.keepProgram(rsigma)
  const consume = ['-C', '-q', '-u', '-b', bootstrap, '-t', rsyslog.topic, '-p', '0', '-o', 'beginning']
  const kcat = watchProgram(spawn('kcat', consume, { stdio: ['ignore', daemon.stdin, 'pipe'] }))
  workshop.keepProgram(kcat)
  const metric = async (name: string) => {
    const answer = await fetch(`http://${address}/metrics`)
    const [, value] = new RegExp(`^${name} (\\d+)$`, 'm').exec(await answer.text()) ?? []
    return Number(value)
  }
  const chain: Chain = {
    name: 'rsyslog and RSigma',
    logs: rsyslog.logs,
    pids: { reading: [rsyslog.pid], detecting: [pidOf(kcat), pidOf(rsigma)], showing: [] },
    database: null,
    passed: () => metric('rsigma_events_processed_total'),
    findings: () => metric('rsigma_detection_matches_total'),
  }
  await eventually(async () => {
    const passed = await chain.passed()
    if (!(passed > 0)) throw new Error(`no line came through to RSigma: ${rsigma.stderr()}`)
  }, 60_000)
  return chain
}

function pidOf(program: { child: { pid?: number | undefined } } | undefined): number {
  const pid = program?.child.pid
  if (pid === undefined) throw new Error('a program of the chain does not run')
  return pid
}
