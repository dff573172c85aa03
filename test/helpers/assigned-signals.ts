import type { Program } from './program.ts'

/** The partitions of the signals that a service says last were given to it. */
export function assignedSignals(program: Program): number[] {
  const told = program.stderr().matchAll(/"partitions":\[([\d,]*)\],"msg":"partitions of signals assigned"/g)
  const [, last = ''] = [...told].at(-1) ?? []
  return last.split(',').filter(Boolean).map(Number)
}
