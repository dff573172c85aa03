import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import process from 'node:process'
import { version } from '../src/version.ts'
import { report, type Section } from './report.ts'

export interface Publication {
  /** The page. */
  readonly path: string
  /** What ran, without its arguments. */
  readonly command: string
  readonly rounds: number
  /** Further programs that took part, by name: their versions. */
  readonly parts?: Readonly<Record<string, string>>
}

/** Writes the page of a benchmark in which rsyslog and kcat took part. */
export function publish(sections: readonly Section[], { path, command, rounds, parts }: Publication): void {
  const circumstances = {
    version: version(),
    command: [command, ...process.argv.slice(2)].join(' '),
    rounds,
    parts: {
      ...parts,
      rsyslog: versionOf('rsyslogd', ['-v']),
      kcat: versionOf('kcat', ['-V']),
      // Much more than the number of cores means that other work took its part.
      'Load average': loadavg()[0]?.toFixed(1) ?? 'unknown',
    },
  }
  writeFileSync(path, report(sections, circumstances))
}

/** The version that a program tells of itself. */
export function versionOf(program: string, args: readonly string[]): string {
  const text = execFileSync(program, args, { encoding: 'utf8' })
  return /\d+\.[\d.]+/.exec(text)?.[0] ?? 'unknown'
}
