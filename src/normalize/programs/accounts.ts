/**
 * The shadow suite: useradd, usermod, userdel, groupadd, gpasswd, passwd, chage. Logsource: product `linux`, service
 * `auth`.
 *
 * Fields: `action` (`user_created`, `user_deleted`, `user_changed`, `group_created`, `group_member_added`,
 * `group_member_removed`, `password_changed`), `target_user`, `group`, `UID`, `GID`, `home`, `shell`, `user` (who did
 * it, where the message tells).
 */
import type { MessagePattern } from '../message-pattern.ts'

export const ACCOUNT_MESSAGES: readonly MessagePattern[] = [
  {
    starts: 'new user: ',
    pattern:
      /^new user: name=(?<target_user>[^,]+), (?:UID|uid)=(?<UID>\d+), (?:GID|gid)=(?<GID>\d+), home=(?<home>[^,]*), shell=(?<shell>[^,]*)(?:, from=(?<tty>\S+))?/,
    fields: { action: 'user_created' },
  },
  {
    starts: 'new group: ',
    pattern: /^new group: name=(?<group>[^,]+), (?:GID|gid)=(?<GID>\d+)/,
    fields: { action: 'group_created' },
  },
  {
    starts: 'group added to ',
    pattern: /^group added to \S+: name=(?<group>[^,]+)(?:, GID=(?<GID>\d+))?$/,
    fields: { action: 'group_created' },
  },
  {
    starts: 'failed adding user ',
    pattern: /^failed adding user '(?<target_user>[^']+)', (?<reason>.*)$/s,
    fields: { action: 'user_created', outcome: 'failure' },
  },
  {
    starts: 'delete user ',
    pattern: /^delete user [`'](?<target_user>[^']+)'/,
    fields: { action: 'user_deleted' },
  },
  {
    starts: '',
    pattern: /^add(?:ed)? '(?<target_user>[^']+)' to (?:shadow )?group '(?<group>[^']+)'/,
    fields: { action: 'group_member_added' },
  },
  {
    starts: '',
    pattern: /^delete '(?<target_user>[^']+)' from (?:shadow )?group '(?<group>[^']+)'/,
    fields: { action: 'group_member_removed' },
  },
  {
    starts: 'user ',
    pattern: /^user (?<target_user>\S+) added by (?<user>\S+) to group (?<group>\S+)$/,
    fields: { action: 'group_member_added' },
  },
  {
    starts: 'user ',
    pattern: /^user (?<target_user>\S+) removed by (?<user>\S+) from group (?<group>\S+)$/,
    fields: { action: 'group_member_removed' },
  },
  {
    starts: 'change user ',
    pattern: /^change user [`'](?<target_user>[^']+)' (?<reason>.*)$/s,
    fields: { action: 'user_changed' },
  },
  {
    starts: 'password for ',
    pattern: /^password for '(?<target_user>[^']+)' changed by '(?<user>[^']+)'$/,
    fields: { action: 'password_changed' },
  },
]
