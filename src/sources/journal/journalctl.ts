import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { messageOf } from '../../errors.ts'

const STDERR_LENGTH_MAX = 500

/** Where to read the journal from: behind a cursor, from its first entry, or what is new. */
export type Start = { after: string } | 'beginning' | 'end'

/** `--all`, since long and binary fields would be left out; `--no-tail`, since `--follow` begins at the last ten. */
function journalctlArguments(start: Start): string[] {
  const from =
    start === 'end'
      ? ['--lines=0']
      : ['--no-tail', ...(start === 'beginning' ? [] : [`--after-cursor=${start.after}`])]
  return ['--output=json', '--all', '--follow', '--no-pager', '--quiet', ...from]
}

export type Ending =
  | { how: 'missing'; reason: string }
  /** It was there, and ended: what it said last. */
  | { how: 'ended'; reason: string }

/**
 * Runs journalctl until `signal` is aborted, `read` rejects, or it ends by itself. `read` takes what it prints and
 * holds it back by taking its time.
 */
export async function runJournalctl(
  program: string,
  start: Start,
  read: (output: Readable) => Promise<void>,
  signal: AbortSignal,
): Promise<Ending> {
  const child = spawn(program, journalctlArguments(start), { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(-STDERR_LENGTH_MAX)
  })
  const closed = once(child, 'close')
  closed.catch(() => undefined) // It rejects where the program can not be started, which is told below.
  // It holds nothing that it could lose.
  const kill = () => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  if (signal.aborted) kill()
  try {
    await read(child.stdout)
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
  }
  try {
    const [code, killed_by] = await closed
    const last = said.trim().split('\n').at(-1)
    return { how: 'ended', reason: `${program} ended (${killed_by ?? code})${last ? `: ${last}` : ''}` }
  } catch (error) {
    return {
      how: 'missing',
      reason: `${program} can not be run: ${messageOf(error)}; install systemd's journalctl, or turn journal.enabled off`,
    }
  }
}
