/** Measurements as tables, each row beside the baseline that was measured in the same run. */
import { cpus, totalmem } from 'node:os'
import process from 'node:process'
import { median } from './statistics.ts'

export type Unit = 'lines/s' | 'MB/s' | 'ms' | 'µs/line' | 'MiB' | '% of a core'

export interface Row {
  what: string
  unit: Unit
  /** One value for each round. */
  values: readonly number[]
  /** Empty where there is nothing to compare with. */
  baseline: readonly number[]
}

export interface Section {
  title: string
  /** How it is measured and what the baseline is. */
  about: string
  rows: readonly Row[]
}

export interface Circumstances {
  version: string
  /** The command that measures again. */
  command: string
  rounds: number
  /** Versions of the parts that took part, by name. */
  parts: Readonly<Record<string, string>>
}

export function sectionTable({ title, about, rows }: Section): string {
  return [`## ${title}`, about, table(rows)].join('\n\n')
}

export function report(sections: readonly Section[], circumstances: Circumstances): string {
  const { version, command, rounds, parts } = circumstances
  const [cpu] = cpus()
  const facts = {
    'Log Sentinel': version,
    ...parts,
    'Node.js': process.version.slice(1),
    Machine: `${cpus().length} cores (${cpu?.model.trim() || process.arch}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    Date: new Date().toISOString().slice(0, 10),
    Command: `\`${command}\``,
  }
  const list = Object.entries(facts).map(([name, fact]) => `- ${name}: ${fact}`)
  return `${[
    '# Benchmarks',
    `Written by the command below. A value is the median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, with the ` +
      'lowest and the highest beside it. All parts (services, broker, database, browser) shared one machine, so that ' +
      'the ratio to the baseline, which was measured in the same run, says more than the value.',
    list.join('\n'),
    ...sections.map(sectionTable),
  ].join('\n\n')}\n`
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, unit, values, baseline }) => {
    const beside =
      baseline.length === 0
        ? '|'
        : `${format(median(baseline), unit)} ${unit} | ${significant(median(values) / median(baseline))}`
    const range = `${format(Math.min(...values), unit)} to ${format(Math.max(...values), unit)}`
    return `| ${what} | ${format(median(values), unit)} ${unit} | ${range} | ${beside} |`
  })
  return [
    '| what | median | range | baseline | ratio |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n')
}

const FINE: ReadonlySet<Unit> = new Set(['ms', 'µs/line', '% of a core'])

function format(value: number, unit: Unit): string {
  return FINE.has(unit) && value < 100 ? significant(value) : Math.round(value).toLocaleString('en-US')
}

/** Two digits, or all of them before the point. */
function significant(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)))
}
