/** Numbers, sizes and times as text. Pure: the time zone and the present are arguments. */
export type Zone = 'local' | 'utc'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A span in its largest unit, short: `45s`, `12m`, `3h`, `9d`. */
export function span(ms: number): string {
  const size = Math.abs(ms)
  if (size < SECOND) return `${Math.round(size)}ms`
  if (size < MINUTE) return `${Math.floor(size / SECOND)}s`
  if (size < HOUR) return `${Math.floor(size / MINUTE)}m`
  if (size < DAY) return `${Math.floor(size / HOUR)}h`
  return `${Math.floor(size / DAY)}d`
}

/** How long ago, short; a time ahead of this machine's clock by more than a second says so. */
export function ago(time_ms: number, now_ms: number): string {
  const past = now_ms - time_ms
  if (past < -SECOND) return `in ${span(past)}`
  return past < SECOND ? 'now' : span(past)
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0')

interface Parts {
  date: string
  clock: string
  millis: string
}

function partsOf(time_ms: number, zone: Zone): Parts {
  const d = new Date(time_ms)
  const utc = zone === 'utc'
  const date = utc
    ? [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()]
    : [d.getFullYear(), d.getMonth(), d.getDate()]
  const clock = utc
    ? [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()]
    : [d.getHours(), d.getMinutes(), d.getSeconds()]
  const [year = 0, month = 0, day = 0] = date
  return {
    date: `${year}-${pad(month + 1)}-${pad(day)}`,
    clock: clock.map(part => pad(part)).join(':'),
    millis: pad(d.getUTCMilliseconds(), 3),
  }
}

/** `UTC`, or the reader's offset from it at that time, such as `+02:00`. */
export function zoneName(time_ms: number, zone: Zone): string {
  if (zone === 'utc') return 'UTC'
  const offset = -new Date(time_ms).getTimezoneOffset()
  const size = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}

/** The whole time: `2026-03-01 14:02:09.123 UTC`. */
export function absolute(time_ms: number, zone: Zone): string {
  const { date, clock, millis } = partsOf(time_ms, zone)
  return `${date} ${clock}.${millis} ${zoneName(time_ms, zone)}`
}

/** A label on an axis that spans `range_ms`: the clock within a day, the date beyond. */
export function axisLabel(time_ms: number, range_ms: number, zone: Zone): string {
  const { date, clock } = partsOf(time_ms, zone)
  if (range_ms <= 10 * MINUTE) return clock
  if (range_ms <= 2 * DAY) return clock.slice(0, 5)
  return range_ms <= 10 * DAY ? `${date.slice(5)} ${clock.slice(0, 5)}` : date
}

/** What `<input type="datetime-local">` holds for a time, and the time that it stands for. */
export function toInput(time_ms: number, zone: Zone): string {
  const { date, clock } = partsOf(time_ms, zone)
  return `${date}T${clock}`
}

export function fromInput(value: string, zone: Zone): number {
  return Date.parse(zone === 'utc' ? `${value}Z` : value)
}

const whole = new Intl.NumberFormat('en-US')

/** Every digit: `12,345`. */
export const count = (value: number): string => whole.format(value)

/** Four characters at most: `987`, `12.3k`, `4.5M`. */
export function compact(value: number): string {
  if (value < 1000) return String(Math.round(value * 10) / 10)
  const [size, unit] = value < 999_500 ? [1e3, 'k'] : value < 999.5e6 ? [1e6, 'M'] : [1e9, 'G']
  const scaled = value / size
  return `${scaled < 99.95 ? scaled.toFixed(1).replace(/\.0$/, '') : Math.round(scaled)}${unit}`
}

/** In powers of 1024: `1.4 MiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let unit = 0
  let size = value
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

/** How long, in words of one unit: `45 seconds`, `3 min`. For estimates, where more would be false precision. */
export function roughly(ms: number): string {
  if (ms < MINUTE) return `${Math.max(1, Math.round(ms / SECOND))} s`
  if (ms < 90 * MINUTE) return `${Math.round(ms / MINUTE)} min`
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} days`
}
