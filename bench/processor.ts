import { readFileSync } from 'node:fs'

/** Processor time of other processes, as the kernel of Linux counts it. */

/** Programs are told in hundredths of a second (USER_HZ), whatever the kernel counts in. */
const TICK_MS = 10
/** Of the fields after the name in brackets (proc_pid_stat(5)): user and system time, of it and of its ended children. */
const OWN = [11, 12]
const OWN_AND_ENDED = [11, 12, 13, 14]

/** Milliseconds, user and system, that all threads of a process have taken so far. */
export function cpuOf(pid: number): number {
  return sumOf(pid, OWN)
}

/** The same of a process and its children, those that have ended included. */
export function cpuOfFamily(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + cpuOf(Number(child)), sumOf(pid, OWN_AND_ENDED))
}

function sumOf(pid: number, fields: readonly number[]): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.reduce((sum, field) => sum + Number(values[field]), 0) * TICK_MS
}
