import type { SourceStatus } from '../../schema/status.ts'
import { Balance } from '../balance.ts'
import type { SourceLedger } from './ledger.ts'
import type { TailedFile } from './tailed-file.ts'

/** The status row of one path: its ledger, and the place in the file that stands there now. */
export function sourceStatus(
  source: string,
  ledger: SourceLedger | null,
  file: TailedFile | null,
  problem: { state: 'missing' | 'unreadable'; message: string } | null,
): SourceStatus {
  const busy =
    file !== null &&
    ledger !== null &&
    (ledger.balance.waiting.records > 0 || ledger.records_per_second > 0 || !file.drained)
  const present = busy ? 'reading' : file === null ? 'missing' : 'idle'
  const last_record_ms = ledger?.last_record_ms ?? null
  return {
    source,
    kind: 'file',
    state: problem?.state ?? present,
    ...(ledger?.balance ?? new Balance()).row(),
    cut: ledger?.cut_lines ?? 0,
    lost_bytes: ledger?.lost_bytes ?? 0,
    position_bytes: file?.acked.position ?? 0,
    size_bytes: file?.size ?? 0,
    records_per_second: ledger?.records_per_second ?? 0,
    last_record_at: last_record_ms === null ? null : new Date(last_record_ms).toISOString(),
    problem: problem?.message ?? ledger?.incident ?? null,
  }
}
