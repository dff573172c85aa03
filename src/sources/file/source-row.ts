import type { SourceStatus } from '../../schema/status.ts'
import { type Amount, Balance } from '../balance.ts'
import type { SourceLedger } from './ledger.ts'
import type { TailedFile } from './tailed-file.ts'

interface KeptRow {
  row: SourceStatus
  read: Readonly<Amount>
  published: Readonly<Amount>
  refused: Readonly<Amount>
  last_record_ms: number | null
}

/** The last row of each source at which nothing happens: thousands of them, told again and again, cost little then. */
const keptRows = new WeakMap<SourceLedger, KeptRow>()

/** The status row of one path: its ledger, and the place in the file that stands there now. */
export function sourceStatus(
  source: string,
  ledger: SourceLedger | null,
  file: TailedFile | null,
  problem: { state: 'missing' | 'unreadable'; message: string } | null,
): SourceStatus {
  const quiet = problem === null && ledger !== null && file?.drained ? ledger : null
  const kept = quiet === null ? undefined : keptRows.get(quiet)
  if (kept && quiet && file && holds(kept, quiet, file)) return kept.row
  const row = newRow(source, ledger, file, problem)
  if (quiet && row.state === 'idle' && row.problem === null) {
    const { read, published, refused } = quiet.balance
    keptRows.set(quiet, { row, read, published, refused, last_record_ms: quiet.last_record_ms })
  }
  return row
}

/** Whether the row is as a new one would be. The amounts of a balance are replaced, not changed. */
function holds({ row, ...kept }: KeptRow, ledger: SourceLedger, file: TailedFile): boolean {
  const { balance, cut_lines, lost_bytes, last_record_ms, incident } = ledger
  return (
    kept.read === balance.read &&
    kept.published === balance.published &&
    kept.refused === balance.refused &&
    kept.last_record_ms === last_record_ms &&
    row.cut === cut_lines &&
    row.lost_bytes === lost_bytes &&
    row.position_bytes === file.acked.position &&
    row.size_bytes === file.size &&
    incident === null
  )
}

function newRow(
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
