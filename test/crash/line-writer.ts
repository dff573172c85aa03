import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setInterval } from 'node:timers'
import { seededRandom } from '../../src/simulate/random.ts'
import type { Oracle } from './oracle.ts'
import { createStoryWriter, type StoryWriter } from './story-writer.ts'

/**
 * Writes lines to some logs for as long as it runs, and knows which alerts they must raise. No line occurs twice, so
 * that a rule and a line name one alert.
 */
export interface LineWriter {
  readonly files: readonly string[]
  /** Lines written so far. */
  lines(): number
  /** The alerts that they must raise, as `alertKey` has them, each with the number of its line. */
  readonly expected: ReadonlyMap<string, number>
  /** Lines of which correlations make stories are among them. */
  readonly stories: StoryWriter
  /** From now on few lines are written, and none of stories, so that services which are behind catch up. */
  slowDown(): void
  /** As at the beginning. */
  goOn(): void
  /** Ends the epoch of story time, in all files. */
  endEpoch(): void
  stop(): void
}

export const alertKey = (rule: string, line: string): string => `${rule} ${line}`

/** As many as that a source, which stays in one partition, goes to each of the detectors. */
const FILES = 8
const TURN_MS = 50
const RATE = 200
const SLOW_RATE = 40
/** One of so many lines is of a story. */
const STORY_ODDS = 20

/** About a third of the lines raise an alert, some of them two. `n` makes the line its own. */
const SHAPES: readonly ((n: number) => string)[] = [
  n => `ALERT: Failed login attempt from IP 203.0.113.${n % 250} request ${n}`,
  n => `Nov 22 10:00:08 web-1 sshd[${n}]: Failed password for alice from 203.0.113.7 port 51022 ssh2`,
  n => `Nov 22 10:00:08 web-1 sshd[${n}]: Failed password for root from 203.0.113.9 port 51022 ssh2`,
  n =>
    `203.0.113.8 - - [22/Nov/2026:10:00:00 +0000] "GET /view?file=../../../../etc/passwd HTTP/1.1" 404 ${n} "-" "curl/8"`,
  n => `Nov 22 10:00:08 web-1 sshd[${n}]: Accepted publickey for bob from 10.0.0.7 port 51022 ssh2`,
  n => `{"level":"info","message":"request served","request":${n}}`,
  n => `2026-11-22T10:00:00Z INFO order ${n} paid`,
  n => `10.0.0.8 - - [22/Nov/2026:10:00:00 +0000] "GET /index.html HTTP/1.1" 200 ${n} "-" "Mozilla/5.0"`,
  n => `Nov 22 10:00:08 web-1 CRON[${n}]: pam_unix(cron:session): session opened for user root`,
  n => `plain text ${n}`,
]

/** Begins to write logs in `folder`; the same seed gives the same lines. */
export function startWriter(folder: string, oracle: Oracle, seed: number): LineWriter {
  const random = seededRandom(seed)
  const files = Array.from({ length: FILES }, (_, index) => join(folder, `app-${index}.log`))
  const open = files.map(file => openSync(file, 'a'))
  const expected = new Map<string, number>()
  const stories = createStoryWriter(random, oracle.stories)
  let count = 0
  let rate = RATE
  let due = 0

  const timer = setInterval(() => {
    due += (rate * TURN_MS) / 1000
    for (; due >= 1; due--) {
      const is_of_story = !stories.is_held && random.oneIn(STORY_ODDS)
      const line = is_of_story ? stories.line(`${count}`) : random.pick(SHAPES)(count)
      for (const rule of oracle.rulesOf(line)) expected.set(alertKey(rule, line), count)
      count++
      // Some lines come in two parts, as when a program's buffer is full.
      const bytes = Buffer.from(`${line}\n`)
      const cut = random.oneIn(10) ? random.below(bytes.length) : bytes.length
      const file = random.pick(open)
      writeSync(file, bytes.subarray(0, cut))
      if (cut < bytes.length) writeSync(file, bytes.subarray(cut))
    }
  }, TURN_MS)

  return {
    files,
    lines: () => count,
    expected,
    stories,
    slowDown() {
      stories.hold()
      rate = SLOW_RATE
    },
    goOn() {
      stories.release()
      rate = RATE
    },
    endEpoch() {
      const lines = stories.nextEpoch()
      for (const file of open) for (const line of lines) writeSync(file, `${line}\n`)
    },
    stop() {
      clearInterval(timer)
      for (const file of open.splice(0)) closeSync(file)
    },
  }
}
