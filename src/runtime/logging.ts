import { Writable } from 'node:stream'
import { pino } from 'pino'
import { z } from 'zod'
import type { Config } from '../schema/config.ts'
import { printable } from './printable.ts'

/** Log Sentinel's own log: JSON lines for machines, one short line for people. */
export type ServiceLogger = ReturnType<typeof createLogger>

export function createLogger(
  { log_level, log_format }: Pick<Config, 'log_level' | 'log_format'>,
  output: NodeJS.WritableStream & { isTTY?: boolean },
) {
  const text = log_format === 'text' || (log_format === 'auto' && output.isTTY === true)
  return pino(
    { level: log_level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    text ? asText(output) : output,
  )
}

const LEVEL_NAMES: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR' }

const lineSchema = z.looseObject({ level: z.number(), time: z.string(), msg: z.string() })

/** `12:30:01 WARN  kafka is not available  part=kafka problem="..."` */
function asText(output: NodeJS.WritableStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      const { level, time, msg, ...fields } = lineSchema.parse(JSON.parse(line))
      const details = Object.entries(fields).map(([name, value]) => `  ${name}=${JSON.stringify(value)}`)
      output.write(
        `${printable(`${time.slice(11, 19)} ${(LEVEL_NAMES[level] ?? String(level)).padEnd(5)} ${msg}${details.join('')}`)}\n`,
      )
      done()
    },
  })
}
