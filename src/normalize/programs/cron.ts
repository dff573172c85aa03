/**
 * cron and crontab. Logsource: product `linux`, service `cron`.
 *
 * Fields: `user`, `action` (`cron_command`, `crontab_replaced`, `crontab_edited`, `crontab_listed`, `crontab_deleted`,
 * `cron_reload`), `COMMAND` (the command, as cron runs it), `target_user` (whose crontab).
 */
import type { MessagePattern } from '../message-pattern.ts'

const crontab = (verb: string, action: string): MessagePattern => ({
  starts: '(',
  pattern: new RegExp(`^\\((?<user>[^\\s()]+)\\) ${verb} \\((?<target_user>[^\\s()]+)\\)$`),
  fields: { action },
})

export const CRON_MESSAGES: readonly MessagePattern[] = [
  {
    starts: '(',
    pattern: /^\((?<user>[^\s()]+)\) CMD \((?<COMMAND>.*)\)$/s,
    fields: { action: 'cron_command' },
  },
  crontab('REPLACE', 'crontab_replaced'),
  crontab('(?:BEGIN|END) EDIT', 'crontab_edited'),
  crontab('LIST', 'crontab_listed'),
  crontab('DELETE', 'crontab_deleted'),
  {
    starts: '(',
    pattern: /^\((?<user>[^\s()]+)\) RELOAD \((?<path>.*)\)$/s,
    fields: { action: 'cron_reload' },
  },
]
