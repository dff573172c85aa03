/**
 * su. Logsource: product `linux`, service `auth`.
 *
 * Fields: `action` `su`, `outcome`, `user` (who called), `target_user`, `tty`.
 */
import type { MessagePattern } from '../message-pattern.ts'

export const SU_MESSAGES: readonly MessagePattern[] = [
  {
    starts: '(to ',
    pattern: /^\(to (?<target_user>\S+)\) (?<user>\S+) on (?<tty>\S+)$/,
    fields: { action: 'su', outcome: 'success' },
  },
  {
    starts: 'Successful su for ',
    pattern: /^Successful su for (?<target_user>\S+) by (?<user>\S+)$/,
    fields: { action: 'su', outcome: 'success' },
  },
  {
    starts: 'FAILED ',
    pattern:
      /^FAILED [Ss][Uu] (?:for |\(to )(?<target_user>[^\s)]+)\)? (?:by )?(?<user>\S+)(?: on (?<tty>\S+))?$/,
    fields: { action: 'su', outcome: 'failure' },
  },
  {
    starts: '+ ',
    pattern: /^\+ (?<tty>\S+) (?<user>[^\s:]+):(?<target_user>\S+)$/,
    fields: { action: 'su', outcome: 'success' },
  },
  {
    starts: '- ',
    pattern: /^- (?<tty>\S+) (?<user>[^\s:]+):(?<target_user>\S+)$/,
    fields: { action: 'su', outcome: 'failure' },
  },
  {
    starts: 'BAD SU ',
    pattern: /^BAD SU (?<user>\S+) to (?<target_user>\S+) on (?<tty>\S+)$/,
    fields: { action: 'su', outcome: 'failure' },
  },
  {
    starts: 'pam_authenticate: ',
    pattern: /^pam_authenticate: (?<reason>.*)$/s,
    fields: { action: 'su', outcome: 'failure' },
  },
]
