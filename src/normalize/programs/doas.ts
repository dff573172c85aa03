/**
 * OpenBSD's doas. Logsource: product `linux`, service `auth`.
 *
 * Fields: `action` `doas`, `outcome`, `user` (who called), `target_user`, `COMMAND`, `PWD`.
 */
import type { MessagePattern } from '../message-pattern.ts'

export const DOAS_MESSAGES: readonly MessagePattern[] = [
  {
    starts: '',
    pattern: /^(?<user>\S{1,256}) ran command (?<COMMAND>.*) as (?<target_user>\S+) from (?<PWD>.*)$/s,
    fields: { action: 'doas', outcome: 'success' },
  },
  {
    starts: 'failed auth for ',
    pattern: /^failed auth for (?<user>\S+)$/,
    fields: { action: 'doas', outcome: 'failure' },
  },
  {
    starts: 'command not permitted for ',
    pattern: /^command not permitted for (?<user>[^\s:]+): (?<COMMAND>.*)$/s,
    fields: { action: 'doas', outcome: 'failure' },
  },
]
