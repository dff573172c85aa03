/** Parts of a date as a number (modifiers `minute` to `year`). */
const DATE_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type DatePart = (typeof DATE_PARTS)[number]

/** ISO 8601 and its common relatives: `2024-05-17`, `2024-05-17 08:30:01.5`, `2024/05/17T08:30:01Z`. */
const DATE = /^\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2}))?/

/**
 * A part of the date that `text` starts with, as it is written there: no time zone is converted (specification,
 * "Time Modifiers"). Undefined if it is no date or does not tell the part.
 */
export function datePartOf(text: string, part: DatePart): number | undefined {
  const [, year, month, day, hour, minute] = (DATE.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return undefined
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  switch (part) {
    case 'year':
      return year
    case 'month':
      return month
    case 'week':
      return isoWeekOf(year, month, day)
    case 'day':
      return day
    case 'hour':
      return hour !== undefined && hour <= 23 ? hour : undefined
    case 'minute':
      return minute !== undefined && minute <= 59 ? minute : undefined
  }
}

const DAY_MS = 86_400_000

/** ISO 8601: weeks start on Monday, and a week belongs to the year that its Thursday lies in. */
function isoWeekOf(year: number, month: number, day: number): number {
  const date_ms = Date.UTC(year, month - 1, day)
  const days_since_monday = (new Date(date_ms).getUTCDay() + 6) % 7
  const thursday_ms = date_ms + (3 - days_since_monday) * DAY_MS
  const january_1_ms = Date.UTC(new Date(thursday_ms).getUTCFullYear(), 0, 1)
  return Math.floor((thursday_ms - january_1_ms) / (7 * DAY_MS)) + 1
}
