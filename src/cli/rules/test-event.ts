import type { LogsourceTable } from '../../normalize/logsources/logsource-table.ts'
import { normalize } from '../../normalize/normalize.ts'
import type { LogEvent } from '../../schema/event.ts'
import type { Logsource } from '../../schema/logsource.ts'

/** The event that a record beside a rule becomes: the same way that a record of a log goes. */
export function ruleTestEvent(
  input: string | Record<string, unknown>,
  logsource: Logsource,
  received_ms: number,
  logsources?: LogsourceTable,
): LogEvent {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const record = { id: 'test', host: '', source: 'test', logsource, value: Buffer.from(text), received_ms }
  return normalize(record, { logsources }).event
}
