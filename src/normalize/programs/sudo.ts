/**
 * sudo. Logsource: product `linux`, service `sudo`.
 *
 * Fields: `action` `sudo`, `user` (who called), `outcome` (`success`, `failure`), `reason` (what sudo says before the
 * command, for example `user NOT in sudoers`), `attempts` (of a password), and under sudo's own names `HOST`, `TTY`,
 * `PWD`, `CHROOT`, `USER` (the target, `#-1` where given by number), `GROUP`, `ENV`, `TSID`, `COMMAND`.
 */
/** sudo cuts its lines far below this. */
const MESSAGE_LENGTH_MAX = 65_536
const CALL = /^ *(\S{1,256}) : /
const KEY = /(?:^| ; )(HOST|TTY|PWD|CHROOT|USER|GROUP|ENV|TSID|COMMAND)=/g
const ATTEMPTS = /^(\d{1,4}) incorrect password attempts?$/

/** The fields of a call of sudo, or undefined for its other messages. */
export function parseSudo(message: string): Record<string, unknown> | undefined {
  const call = message.length > MESSAGE_LENGTH_MAX ? null : CALL.exec(message)
  if (!call) return undefined
  const rest = message.slice(call[0].length)
  const values: Record<string, string> = {}
  let reason = rest
  let open: { key: string; start: number } | undefined
  for (const match of rest.matchAll(KEY)) {
    if (open) values[open.key] = rest.slice(open.start, match.index)
    else reason = rest.slice(0, match.index)
    open = { key: match[1] ?? '', start: match.index + match[0].length }
    // The command comes last and may itself hold ` ; USER=`.
    if (open.key === 'COMMAND') break
  }
  if (!open) return undefined
  values[open.key] = rest.slice(open.start)
  const attempts = ATTEMPTS.exec(reason)
  return {
    action: 'sudo',
    outcome: reason === '' ? 'success' : 'failure',
    user: call[1],
    ...(reason === '' ? {} : { reason }),
    ...(attempts ? { attempts: Number(attempts[1]) } : {}),
    ...values,
  }
}
