/** Alerts as files. Pure up to `download`. */
import type { ListedAlert } from '../../../src/schema/http.ts'

const CELLS: readonly (readonly [string, (alert: ListedAlert) => string])[] = [
  ['id', alert => alert.id],
  ['level', alert => alert.level],
  ['detected_at', alert => alert.detected_at],
  ['event_time', alert => alert.event_time],
  ['rule_id', alert => alert.rule_id],
  ['rule_title', alert => alert.rule_title],
  ['tags', alert => alert.tags.join(' ')],
  ['host', alert => alert.host],
  ['source', alert => alert.source],
  ['entities', alert => alert.entities.map(({ type, value }) => `${type}:${value}`).join(' ')],
  ['message', alert => alert.message],
]

/**
 * One field of a CSV file (RFC 4180). A spreadsheet runs what begins like a formula, and the text is an
 * attacker's: an apostrophe in front makes it text there.
 */
export function csvField(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function toCsv(alerts: readonly ListedAlert[]): string {
  const head = CELLS.map(([name]) => name).join(',')
  const lines = alerts.map(alert => CELLS.map(([, text]) => csvField(text(alert))).join(','))
  return `${[head, ...lines].join('\r\n')}\r\n`
}

export function toJson(alerts: readonly ListedAlert[]): string {
  return `${JSON.stringify(alerts, null, 2)}\n`
}

/** Hands `text` to the reader as a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
