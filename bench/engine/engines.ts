/** The engines that are measured, each as the command that people run. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Program } from './run-program.ts'

export interface Engine {
  readonly name: string
  /** The program that matches the rules of a folder against a file of events. */
  program(rules: string, events: string, output: string): Omit<Program, 'cores'>
}

/** @param program as `buildProgram` made it. */
export function logSentinel(program: string, jobs: number): Engine {
  return {
    name: jobs === 1 ? 'Log Sentinel' : `Log Sentinel, ${jobs} jobs`,
    program: (rules, events, output) => ({
      command: [
        ...[process.execPath, program, 'scan', '--rules', rules],
        ...['--format', 'ndjson', '--jobs', String(jobs), events],
      ],
      output,
    }),
  }
}

/**
 * RSigma. Without routing it tries every rule on every event; with routing, those that fit the event's `product`,
 * `service` and `category`, where a part that the event does not tell excludes nothing.
 * @param pipeline a file that tells it where the fields are, for events that are nested
 */
export function rsigma(executable: string, routing: boolean, pipeline?: string): Engine {
  return {
    name: routing ? 'RSigma, routed' : 'RSigma',
    program: (rules, events, output) => ({
      command: [
        ...[executable, 'engine', 'eval', '-r', rules, '--quiet', '--output-format', 'ndjson'],
        ...(pipeline === undefined ? [] : ['-p', pipeline]),
        ...(routing ? ['--logsource-routing'] : []),
      ],
      stdin: events,
      output,
    }),
  }
}

const RULE_ID = /"rule_id":"([^"]{1,200})"/

/** How often each rule matched, by the output of an engine: each line names its rule first. */
export async function countMatches(output: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const line of createInterface({ input: createReadStream(output) })) {
    const rule = RULE_ID.exec(line)?.[1]
    if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  }
  return counts
}

/** Matches of the one that the other lacks, rule by rule, both ways. */
export function differenceOf(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const rules = new Set([...one.keys(), ...other.keys()])
  return [...rules].reduce((sum, rule) => sum + Math.abs((one.get(rule) ?? 0) - (other.get(rule) ?? 0)), 0)
}
