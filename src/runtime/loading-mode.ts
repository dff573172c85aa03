import { setFlagsFromString } from 'node:v8'

/**
 * Whether V8 may compile what runs often once more, with the compiler that makes the fastest code and takes longest.
 * While thousands of rules are being loaded that is a fourth of all processor time, for code that has done its work
 * before it has paid off. Holds for every thread of the process; what is compiled already stays.
 */
export function setOptimizing(allowed: boolean): void {
  setFlagsFromString(allowed ? '--turbofan' : '--no-turbofan')
}
