import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** What a program cost. */
export interface Cost {
  /** Milliseconds of processor time, user and system, of all its threads: other work on the machine does not count. */
  readonly cpu_ms: number
  readonly wall_ms: number
  /** The most memory that it had at once, as the kernel counts it; looked at every few milliseconds. */
  readonly rss_mb: number
}

export interface Program {
  readonly command: readonly string[]
  /** Read as its standard input, where it is not named on the command line. */
  readonly stdin?: string
  /** Its standard output. */
  readonly output: string
  /** The cores that it may run on, as `taskset` takes them. */
  readonly cores: string
}

const LOOK_EVERY_MS = 20
/** The shell prints the program's id, waits for it, and then what its children took. */
const SCRIPT = `in="$1" out="$2"; shift 2; "$@" < "$in" > "$out" & echo $!; wait $!; echo $?; times`

/** Runs a program to its end. @throws where it fails. */
export async function runProgram({ command, stdin = '/dev/null', output, cores }: Program): Promise<Cost> {
  const started_ms = performance.now()
  const shell = spawn('sh', ['-c', SCRIPT, 'sh', stdin, output, 'taskset', '-c', cores, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  shell.stderr.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(-10_000)
  })
  const printed: string[] = []
  let rss_mb = 0
  let watch: NodeJS.Timeout | undefined
  for await (const line of createInterface({ input: shell.stdout })) {
    printed.push(line)
    if (printed.length === 1) {
      watch = setInterval(() => {
        rss_mb = Math.max(rss_mb, peakMemory(line))
      }, LOOK_EVERY_MS)
    }
  }
  clearInterval(watch)
  const wall_ms = performance.now() - started_ms
  const [, code, , children = ''] = printed
  if (code !== '0') throw new Error(`${command.join(' ')} ended with ${code}: ${said}`)
  return { cpu_ms: millisecondsOf(children), wall_ms, rss_mb }
}

/** `VmHWM` of a process that may be over already. */
function peakMemory(pid: string): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) / 1024
  } catch {
    return 0
  }
}

/** `0m1.234s 0m0.056s`, as `times` prints user and system time. */
function millisecondsOf(times: string): number {
  const parts = [...times.matchAll(/(\d+)m([\d.]+)s/g)]
  return parts.reduce((sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000, 0)
}
