import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { normalize } from '../normalize/normalize.ts'
import { createLineMatcher, type LineBatch, type LineMatcher } from '../pipeline/line-matcher.ts'
import { type Logsource, logsourceSchema } from '../schema/logsource.ts'
import {
  createMatcher,
  createPlainMatcher,
  type Matcher,
  type RuleSet,
  type SigmaEvent,
} from '../sigma/index.ts'
import { readKernel } from './kernel-file.ts'
import { loadRuleFiles } from './load-rules.ts'

/**
 * The indexed matcher says the same as the plain one: all public rules on real events of every kind at hand. The plain
 * one takes milliseconds for an event, so that of each collection some are tried, spread evenly; all with
 * `LOG_SENTINEL_EQUALITY_EVENTS=1000000`, which takes an hour.
 */
const EVENTS_PER_CORPUS = Number(process.env['LOG_SENTINEL_EQUALITY_EVENTS'] ?? 25)

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
const archive = join(data, 'sigma-rules/sigma-rules.tar.gz')

/** Records as text, with what is known of their logsource. */
interface Corpus {
  readonly name: string
  readonly records: () => readonly string[]
  readonly logsource?: (record: string) => Logsource
}

const linesOf = (path: string) => readFileSync(join(data, path), 'utf8').split('\n').filter(Boolean)

const laneSchema = z.looseObject({}).pipe(logsourceSchema.loose())
const eventSchema = z.object({ event: z.unknown() })
const logSchema = z.object({ log: z.string() })
const linesSchema = z.object({ lines: z.array(z.string()) })

const eventsOf = (path: string) =>
  linesOf(path).map(line => JSON.stringify(eventSchema.parse(JSON.parse(line)).event))

function corpora(): Corpus[] {
  const inFolder = (folder: string, ending: string) =>
    readdirSync(join(data, folder))
      .filter(name => name.endsWith(ending))
      .map(name => join(folder, name))
  const lanes = inFolder('engine-lanes', '.ndjson.gz').map(path => ({
    name: path,
    records: () =>
      gunzipSync(readFileSync(join(data, path)))
        .toString()
        .split('\n')
        .filter(Boolean),
    logsource: laneLogsource,
  }))
  const lines = [
    ...inFolder('otrf', '.ndjson'),
    ...inFolder('otrf', '.log'),
    ...inFolder('logs/loghub', '.log'),
    ...inFolder('logs/elastic-examples', '.log'),
    ...inFolder('logs/web-attack', '.log'),
    ...inFolder('logs/fail2ban', '.log'),
    'throughput/mixed.log',
  ].map(path => ({ name: path, records: () => linesOf(path) }))
  return [
    ...lanes,
    ...lines,
    ...[
      'sigma-regression/regression.ndjson',
      'evtx-to-mitre-attack/events.ndjson',
      'cloud/panther-tests.ndjson',
    ].map(path => ({ name: path, records: () => eventsOf(path) })),
    ...['logs/fail2ban.ndjson', 'wazuh/wazuh-tests.ndjson'].map(path => ({
      name: path,
      records: () => linesOf(path).map(line => logSchema.parse(JSON.parse(line)).log),
    })),
    {
      name: 'crowdsec/hub-tests.ndjson',
      records: () =>
        linesOf('crowdsec/hub-tests.ndjson').flatMap(line => linesSchema.parse(JSON.parse(line)).lines),
    },
  ]
}

/** The lanes tell the logsource in fields of their own. */
function laneLogsource(record: string): Logsource {
  const { product, service, category } = laneSchema.parse(JSON.parse(record))
  return {
    ...(product === undefined ? {} : { product }),
    ...(service === undefined ? {} : { service }),
    ...(category === undefined ? {} : { category }),
  }
}

function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(items.length / count, 1)
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, at) => items[Math.floor(at * step)],
  ).filter(item => item !== undefined)
}

function eventOf(record: string, logsource: Logsource): SigmaEvent {
  const value = Buffer.from(record)
  return normalize({ id: '', host: '', source: '', logsource, value, received_ms: 0 }).event
}

const missing = existsSync(archive) ? false : 'the public rules and the collections of events are not at hand'

let rules: RuleSet['rules'] = []
let indexed: Matcher
const options = { unknown_logsource: 'all' } as const

if (!missing)
  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-engine-equality-'))
    try {
      execFileSync('tar', ['-xzf', archive, '-C', folder])
      rules = (await loadRuleFiles([folder])).set.rules
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    indexed = createMatcher(rules, options)
  })

describe('the indexed matcher says the same as the plain one of', { skip: missing }, () => {
  let plain: Matcher
  before(() => {
    plain = createPlainMatcher(rules, options)
  })

  for (const { name, records, logsource } of missing ? [] : corpora())
    test(name, t => {
      let matches = 0
      const chosen = spread(records(), EVENTS_PER_CORPUS)
      for (const record of chosen) {
        const event = eventOf(record, logsource?.(record) ?? {})
        const expected = plain.match(event)
        const found = indexed.match(event).map(({ rule, matched }) => ({ rule, matched }))
        assert.deepEqual(found, expected, record.slice(0, 300))
        matches += expected.length
      }
      t.diagnostic(`${chosen.length} events, ${matches} matches`)
    })
})

const kernel = readKernel()
const unbuilt = kernel ? false : 'the kernel is not built'

/** As many times more lines as the plain matcher is slower. */
const LINES_PER_CORPUS = EVENTS_PER_CORPUS * 20

describe('lines are matched from their bytes as their events are, of', { skip: missing || unbuilt }, () => {
  let lines: LineMatcher
  before(() => {
    lines = createLineMatcher(rules, { ...options, logsource: {}, time_field: undefined, kernel })
  })

  for (const { name, records } of missing ? [] : corpora())
    test(name, () => {
      const chosen = spread(records(), LINES_PER_CORPUS).filter(record => record !== '')
      const found = new Map<number, unknown>()
      lines.match(batchOf(chosen), (line, _, matches) =>
        found.set(
          line,
          matches.map(({ rule, matched }) => ({ rule: rule.id, matched })),
        ),
      )
      for (const [line, record] of chosen.entries()) {
        const expected = indexed
          .match(eventOf(record, {}))
          .map(({ rule, matched }) => ({ rule: rule.id, matched }))
        assert.deepEqual(found.get(line) ?? [], expected, record.slice(0, 300))
      }
    })
})

function batchOf(records: readonly string[]): LineBatch {
  const values = records.map(record => Buffer.from(record))
  let end = 0
  const bounds = values.flatMap(({ length }) => {
    const start = end
    end += length
    return [start, end]
  })
  return {
    bytes: Buffer.concat(values),
    bounds: Int32Array.from(bounds),
    count: values.length,
    written_ms: 0,
  }
}
