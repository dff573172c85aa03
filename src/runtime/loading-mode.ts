import { setFlagsFromString } from 'node:v8'

/**
 * How V8 is to work while thousands of rules are being loaded. Holds for every thread of the process; what is compiled
 * already stays.
 *
 * - What runs often is not compiled once more with the compiler that makes the fastest code and takes longest: that is
 *   a fourth of all processor time, for code that has done its work before it has paid off.
 * - Young objects are collected by one thread. Nearly all of them live on, and threads that copy them side by side get
 *   in each other's way: a sixth of all processor time.
 */
export function setLoading(is_loading: boolean): void {
  setFlagsFromString(is_loading ? '--no-turbofan' : '--turbofan')
  setFlagsFromString(is_loading ? '--no-parallel-scavenge' : '--parallel-scavenge')
}
