/**
 * How far time has come, as events tell it: the watermark, behind which no event is expected any more. Where events
 * come from several inputs (partitions), the slowest decides.
 *
 * Clocks of sources may be wrong. An event from the future of its receipt is set aside; it moves nothing. An input
 * whose events are all long past (a source that lives in last year, an old file that is read) does not hold up
 * inputs of today, since for an input that is read up to now no newer events are to be expected; only while there
 * is none of today does it decide. A single event far ahead of all others of its input moves nothing either, until
 * a second one confirms it.
 */
export interface EventClock {
  readonly options: EventClockOptions
  /** Notes an event of an input. `ahead`: it is from the future, and to be set aside. */
  observe(input: string, time_ms: number, received_ms: number): 'ok' | 'ahead'
  /** An input that is about to be read, of which no time is known yet: it holds time up until it tells one. */
  begin(input: string): void
  /** What another clock has noted of an input: taken for known, however often it is told. */
  adopt(reading: ClockReading): void
  /**
   * A live input that has nothing to read: all that it had by `received_ms` is known, so time has come that far.
   * Not for files of the past that are read piece by piece. One that has never been heard of stays unknown.
   */
  idle(input: string, received_ms: number): void
  /** No longer read here. */
  forget(input: string): void
  /** Never goes back. `-Infinity` before the first event. */
  readonly watermark_ms: number
  /** How many events were set aside, by input. */
  readonly ahead: ReadonlyMap<string, number>
  /** Inputs whose events are older than `behind_max_ms` when they are received. */
  readonly behind: readonly string[]
  readonly state: EventClockState
}

export interface EventClockOptions {
  /** How much later than newer ones events may come in and still count. */
  readonly lateness_ms: number
  /** How far an event may be ahead of its receipt. */
  readonly ahead_max_ms: number
  /** An input whose events are older than this at their receipt does not hold up others. */
  readonly behind_max_ms: number
}

/** Plain data, to be stored with the inputs' positions. */
export interface EventClockState {
  readonly version: 1
  readonly watermark_ms: number | null
  readonly inputs: readonly ClockReading[]
}

/** What is known of an input. */
export interface ClockReading {
  readonly input: string
  /** Its two newest times, the newest first; empty before the first. */
  readonly times_ms: readonly number[]
  /** When its latest event was received; null before the first. */
  readonly received_ms: number | null
}

interface Reading {
  /** The two newest times, the newest first. */
  newest_ms: number
  confirmed_ms: number
  received_ms: number
}

export function createEventClock(options: EventClockOptions, state?: EventClockState): EventClock {
  const readings = new Map<string, Reading>()
  const ahead = new Map<string, number>()
  let watermark_ms = state?.watermark_ms ?? -Infinity
  for (const reading of state?.inputs ?? []) adopt(reading)

  const isBehind = ({ newest_ms, received_ms }: Reading) =>
    newest_ms > -Infinity && received_ms - newest_ms > options.behind_max_ms

  function adopt({
    input,
    times_ms: [newest = -Infinity, confirmed = -Infinity],
    received_ms,
  }: ClockReading) {
    const reading = readingOf(input)
    reading.newest_ms = Math.max(reading.newest_ms, newest)
    reading.confirmed_ms = Math.max(reading.confirmed_ms, confirmed)
    reading.received_ms = Math.max(reading.received_ms, received_ms ?? -Infinity)
  }

  function moved(): number {
    let of_today = Infinity
    let of_all = Infinity
    for (const reading of readings.values()) {
      of_all = Math.min(of_all, reading.confirmed_ms)
      if (!isBehind(reading)) of_today = Math.min(of_today, reading.confirmed_ms)
    }
    const slowest = of_today < Infinity ? of_today : of_all
    if (slowest < Infinity) watermark_ms = Math.max(watermark_ms, slowest - options.lateness_ms)
    return watermark_ms
  }

  function readingOf(input: string): Reading {
    const known = readings.get(input)
    if (known) return known
    const made = { newest_ms: -Infinity, confirmed_ms: -Infinity, received_ms: -Infinity }
    readings.set(input, made)
    return made
  }

  return {
    options,
    ahead,
    get watermark_ms() {
      return moved()
    },
    get behind() {
      return [...readings].flatMap(([input, reading]) => (isBehind(reading) ? [input] : []))
    },
    get state(): EventClockState {
      moved()
      return {
        version: 1,
        watermark_ms: watermark_ms === -Infinity ? null : watermark_ms,
        inputs: [...readings].map(([input, { newest_ms, confirmed_ms, received_ms }]) => ({
          input,
          times_ms: [newest_ms, confirmed_ms].filter(Number.isFinite),
          received_ms: Number.isFinite(received_ms) ? received_ms : null,
        })),
      }
    },
    observe(input, time_ms, received_ms) {
      if (!(time_ms <= received_ms + options.ahead_max_ms)) {
        ahead.set(input, (ahead.get(input) ?? 0) + 1)
        return 'ahead'
      }
      const reading = readingOf(input)
      reading.received_ms = Math.max(reading.received_ms, received_ms)
      if (time_ms >= reading.newest_ms) {
        reading.confirmed_ms = Math.max(reading.confirmed_ms, Math.min(reading.newest_ms, time_ms))
        reading.newest_ms = time_ms
      } else reading.confirmed_ms = Math.max(reading.confirmed_ms, time_ms)
      return 'ok'
    },
    begin: input => void readingOf(input),
    adopt,
    idle(input, received_ms) {
      const reading = readings.get(input)
      if (!reading) return
      reading.received_ms = Math.max(reading.received_ms, received_ms)
      reading.newest_ms = Math.max(reading.newest_ms, received_ms)
      reading.confirmed_ms = Math.max(reading.confirmed_ms, received_ms)
    },
    forget(input) {
      readings.delete(input)
    },
  }
}
