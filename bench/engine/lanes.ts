/** The lanes of the benchmark, written as files of so many lines. */
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'
import { GENERATED_LANES, generateEvents } from './event-generator.ts'

/** Real attacks on Windows hosts, as NXLog wrote them down (OTRF Security Datasets). */
const REAL_ATTACKS = [
  'bitsadmin-download',
  'lsass-dump-comsvcs',
  'powershell-http-listener',
  'service-modification-fax',
]
export const REAL_ATTACKS_LANE = 'real_attacks'
/** Generated events repeat after so many. */
const GENERATED_MAX = 20_000

/** The names of all lanes that can be made; those of `data` only where it is at hand. */
export function laneNames(data: string): string[] {
  const folder = join(data, 'engine-lanes')
  const given = existsSync(folder)
    ? readdirSync(folder).flatMap(name => /^(.+)\.ndjson\.gz$/.exec(name)?.[1] ?? [])
    : []
  const real = existsSync(join(data, 'otrf')) ? [REAL_ATTACKS_LANE] : []
  return [...given.filter(name => name !== 'correlation'), ...real, ...GENERATED_LANES]
}

/** `count` lines of the lane, those there are again and again. */
export function laneLines(data: string, lane: string, count: number): string[] {
  const lines = linesOf(data, lane, Math.min(count, GENERATED_MAX))
  return Array.from({ length: count }, (_, at) => lines[at % lines.length] ?? '')
}

export async function writeLines(path: string, lines: readonly string[]): Promise<void> {
  const file = createWriteStream(path)
  for (const line of lines) file.write(`${line}\n`)
  file.end()
  await finished(file)
}

function linesOf(data: string, lane: string, count: number): string[] {
  if (GENERATED_LANES.some(name => name === lane)) return generateEvents(lane, count)
  if (lane === REAL_ATTACKS_LANE)
    return REAL_ATTACKS.flatMap(name => textLines(readFileSync(join(data, `otrf/${name}.ndjson`)))).map(
      line =>
        // The peer knows a logsource by these fields only; service and category are found by channel and event id here.
        JSON.stringify({ ...JSON.parse(line), product: 'windows' }),
    )
  return textLines(gunzipSync(readFileSync(join(data, `engine-lanes/${lane}.ndjson.gz`))))
}

function textLines(bytes: Buffer): string[] {
  return bytes.toString('utf8').split('\n').filter(Boolean)
}
