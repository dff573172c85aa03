/**
 * Flags of V8 that keep what a command holds in memory small. Left alone, V8 lets garbage pile up as long as the machine
 * has room for it, which is right for a program that has the machine to itself, and wrong for one that stands beside
 * what it watches: a collector that works off a backlog makes as much garbage as it reads lines.
 */

const COLLECTOR_FLAGS = [
  // What lives as long as a batch is on its way dies here, and is not copied to where only a full collection finds it.
  '--max-semi-space-size=16',
  // A full collection once the rest has grown by this part of what was alive after the last one.
  '--heap-growing-percent=60',
]

/**
 * The flags that `log-sentinel ARGS...` is to run with besides those that it has.
 *
 * @param {readonly string[]} args
 * @param {readonly string[]} given Flags of this process: whoever names one of the kind decides about all of them.
 * @returns {readonly string[]}
 */
export function memoryFlags(args, given) {
  if (args[0] !== 'collector') return []
  return given.some(flag => /^--(max[-_](semi|old)[-_]space[-_]size|heap[-_]growing[-_]percent)/.test(flag))
    ? []
    : COLLECTOR_FLAGS
}
