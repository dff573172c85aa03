/**
 * Loaded before a test file: ends its process when the file has had its time. The time limit of node:test ends tests
 * only; a file whose tests are over, but which something keeps alive, would hold up the whole suite for ever.
 */
const LIMIT_MS = 1_200_000

setTimeout(() => {
  const alive = process.getActiveResourcesInfo().join(', ')
  process.stderr.write(
    `${process.argv[1]}: not over after ${LIMIT_MS / 1000} s, and ended; alive were ${alive}\n`,
  )
  process.kill(process.pid, 'SIGKILL')
}, LIMIT_MS).unref()
