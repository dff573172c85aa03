import { setFlagsFromString } from 'node:v8'

/** How V8 works, for every thread of the process. */

/**
 * Whether what runs often may be compiled once more, with the compiler that makes the fastest code and takes longest.
 * While thousands of rules are being loaded that is a fourth of all processor time, for code that has done its work
 * before it has paid off. What is compiled already stays.
 */
export function setOptimizing(allowed: boolean): void {
  setFlagsFromString(allowed ? '--turbofan' : '--no-turbofan')
}

/**
 * Whether several threads collect young objects. They are done in a moment, over and over, and each time all threads
 * wait for each other: where other work wants the cores, be it that of other jobs, this takes more than the collecting.
 */
export function setParallelScavenging(allowed: boolean): void {
  setFlagsFromString(allowed ? '--parallel-scavenge' : '--no-parallel-scavenge')
}
