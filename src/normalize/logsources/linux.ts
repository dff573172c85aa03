/** Events of Linux that tell their category by an event id: Sysmon for Linux. */
import type { LogsourceEntry } from '../../schema/logsource.ts'

/** The ids and categories are those of Sysmon on Windows; it writes no others. */
const SYSMON: Readonly<Record<number, string>> = {
  1: 'process_creation',
  3: 'network_connection',
  4: 'sysmon_status',
  5: 'process_termination',
  9: 'raw_access_thread',
  11: 'file_event',
  16: 'sysmon_status',
  23: 'file_delete',
}

export const LINUX_LOGSOURCES: readonly LogsourceEntry[] = [
  { when: { channel: ['Linux-Sysmon/Operational'] }, logsource: { product: 'linux', service: 'sysmon' } },
  ...Object.entries(SYSMON).map(([event_id, category]) => ({
    when: { product: 'linux', service: 'sysmon', event_id: [Number(event_id)] },
    logsource: { category },
  })),
]
