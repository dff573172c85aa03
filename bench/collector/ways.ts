/**
 * The ways into Kafka that are compared: this collector, rsyslog (imfile, omkafka) and kcat, which is librdkafka with
 * nothing before it. All write with `acks=all`, idempotent, compressed with snappy, and keep a file in one partition.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { watchProgram } from '../../test/helpers/program.ts'
import type { Workshop } from '../workshop.ts'
import type { TopicWatch } from './topic.ts'

export interface Way {
  name: string
  topic: string
  pid: number | null
  /** Has the file `input` sent. It is in place, and the way is up and idle, when this resolves with the time. */
  send(input: string, round: string): Promise<number>
  /** Files that end with `.log` in this folder are followed; null for what can not follow. */
  logs: string | null
}

const RAW = ['acks=all', 'enable.idempotence=true']

/** `log-sentinel collector`, positions, record ids and the ledger included. */
export async function startCollector(
  workshop: Workshop,
  bootstrap: string,
  topics: TopicWatch,
): Promise<Way> {
  const logs = logFolder(workshop)
  const args = ['collector', '--kafka', bootstrap, '--data-dir', workshop.folder(), join(logs, '*.log')]
  const program = workshop.start(args)
  const way = follower('Log Sentinel', 'sentinel.logs', logs, program.child.pid ?? null)
  await firstLine(way, topics)
  return way
}

export async function startRsyslog(workshop: Workshop, bootstrap: string, topics: TopicWatch): Promise<Way> {
  const logs = logFolder(workshop)
  const folder = workshop.folder()
  const topic = 'bench.rsyslog'
  await topics.create(topic)
  const configuration = join(folder, 'rsyslog.conf')
  writeFileSync(configuration, rsyslogConfiguration(folder, logs, bootstrap, topic))
  const child = spawn('rsyslogd', ['-n', '-f', configuration, '-i', join(folder, 'pid')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const program = watchProgram(child)
  workshop.keepProgram(program)
  const way = follower('rsyslog', topic, logs, child.pid ?? null)
  await firstLine(way, topics)
  return way
}

/** Starts with each file: what that takes is part of what is measured. */
export async function createKcat(workshop: Workshop, bootstrap: string, topics: TopicWatch): Promise<Way> {
  const topic = 'bench.kcat'
  await topics.create(topic)
  const settings = [...RAW, 'compression.codec=snappy', 'queue.buffering.max.messages=1000000']
  return {
    name: 'kcat',
    topic,
    pid: null,
    logs: null,
    async send(input) {
      const started_ms = performance.now()
      const flags = settings.flatMap(setting => ['-X', setting])
      const child = spawn('kcat', ['-P', '-b', bootstrap, '-t', topic, '-p', '0', ...flags, '-l', input], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      workshop.keepProgram(watchProgram(child))
      return started_ms
    },
  }
}

function follower(name: string, topic: string, logs: string, pid: number | null): Way {
  return {
    name,
    topic,
    pid,
    logs,
    async send(input, round) {
      const hidden = join(logs, `.${round}`)
      copyFileSync(input, hidden)
      const started_ms = performance.now()
      renameSync(hidden, join(logs, `${round}.log`))
      return started_ms
    },
  }
}

const FIRST_LINE_WITHIN_MS = 60_000

/** A line on its way through says that the way is up. */
async function firstLine({ name, topic, logs }: Way, topics: TopicWatch): Promise<void> {
  if (logs === null) return
  writeFileSync(join(logs, 'first.log'), 'first\n')
  for (const deadline = Date.now() + FIRST_LINE_WITHIN_MS; ; ) {
    // The collector creates its topic when it is up.
    if ((await topics.records(topic).catch(() => 0)) > 0) break
    if (Date.now() > deadline) throw new Error(`${name} does not send anything`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  rmSync(join(logs, 'first.log'))
}

/** Queues and batches large enough that they are not what is measured. */
function rsyslogConfiguration(folder: string, logs: string, bootstrap: string, topic: string): string {
  const settings = [...RAW, 'compression.codec=snappy', 'queue.buffering.max.messages=1000000']
  return `
global(workDirectory="${folder}" maxMessageSize="1m")
module(load="imfile" mode="inotify")
module(load="omkafka")
template(name="raw" type="string" string="%msg%")
input(type="imfile" file="${logs}/*.log" tag="bench" ruleset="kafka")
ruleset(name="kafka" queue.type="LinkedList" queue.size="100000" queue.dequeueBatchSize="4096") {
  action(type="omkafka" broker=["${bootstrap}"] topic="${topic}" template="raw" partitions.useFixed="0"
    resubmitOnFailure="on" confParam=[${settings.map(setting => `"${setting}"`).join(', ')}])
}
`
}

function logFolder(workshop: Workshop): string {
  const logs = join(workshop.folder(), 'logs')
  mkdirSync(logs)
  return logs
}
