/** Every corpus at hand as events: what the normaliser makes of its records. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isJsonObject } from '../../src/normalize/json/json-object.ts'
import { normalize } from '../../src/normalize/normalize.ts'
import type { LogEvent } from '../../src/schema/event.ts'

export interface Corpus {
  readonly name: string
  /** The records, each a line as it would stand in a log. */
  readonly records: readonly Uint8Array[]
}

/** Files of lines, and where each line is a JSON that holds records, where in it. */
const FILES: readonly { readonly glob: string; readonly at?: string }[] = [
  { glob: 'engine-lanes/*.ndjson.gz' },
  { glob: 'otrf/*.ndjson' },
  { glob: 'otrf/*.log' },
  { glob: 'evtx-to-mitre-attack/events.ndjson', at: 'event' },
  { glob: 'sigma-regression/regression.ndjson', at: 'event' },
  { glob: 'cloud/panther-tests.ndjson', at: 'event' },
  { glob: 'crowdsec/hub-tests.ndjson', at: 'lines' },
  { glob: 'wazuh/wazuh-tests.ndjson', at: 'log' },
  { glob: 'logs/fail2ban.ndjson', at: 'log' },
  { glob: 'logs/loghub/*.log' },
  { glob: 'logs/elastic-examples/*.log' },
  { glob: 'logs/web-attack/*.log' },
  { glob: 'throughput/mixed.log' },
]

/** The corpora of `data`, one for each file. */
export function corporaOf(data: string): Corpus[] {
  return FILES.flatMap(({ glob, at }) =>
    globSync(glob, { cwd: data })
      .sort()
      .map(name => ({ name, records: recordsOf(join(data, name), at) })),
  )
}

/** The events of a corpus, in its order. */
export function eventsOf({ name, records }: Corpus): LogEvent[] {
  return records.map(
    (value, at) =>
      normalize({ id: String(at), host: '', source: name, logsource: {}, value, received_ms: RECEIVED_MS })
        .event,
  )
}

/** Nothing of this depends on when it is run. */
const RECEIVED_MS = Date.UTC(2026, 0, 1)

function recordsOf(path: string, at: string | undefined): Uint8Array[] {
  if (!existsSync(path)) return []
  const bytes = readFileSync(path)
  const lines = splitLines(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  if (at === undefined) return lines
  return lines.flatMap(line => {
    const entry: unknown = JSON.parse(line.toString('utf8'))
    const found = isJsonObject(entry) ? entry[at] : undefined
    return [found]
      .flat()
      .map(record => Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)))
  })
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start)
    const end = newline < 0 ? bytes.length : newline
    if (end > start) lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  return lines
}
