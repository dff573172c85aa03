/**
 * What PAM modules write on behalf of any program. The logsource is the program's.
 *
 * Fields: `action` (`login`, `session_opened`, `session_closed`), `outcome`, `pam_service`, `user`, `by_user`,
 * `logname`, `tty`, `ruser`, `src_ip` or `src_host` (`rhost`), `invalid_user` (true where the account does not exist).
 */
import type { MessagePattern } from '../message-pattern.ts'

const SESSION = String.raw`for user (?<user>[^\s(]+)(?:\(uid=\d+\))?(?: by (?<by_user>[^\s(]*)\(uid=\d+\))?`

/** Messages behind `pam_unix(service:type): ` or, in older systems, `pam_unix(service)[pid]: `. */
export const PAM_MESSAGES: readonly MessagePattern[] = [
  {
    starts: 'authentication failure;',
    pattern:
      /^authentication failure; logname=(?<logname>\S*) uid=\d* euid=\d* tty=(?<tty>\S*) ruser=(?<ruser>.*) rhost=(?<from>\S*)(?: +user=(?<user>(?:.*\S)?))?(?: \[preauth\])?\s*$/s,
    fields: { action: 'login', outcome: 'failure' },
  },
  {
    starts: 'check pass; user unknown',
    pattern: /^check pass; user unknown$/,
    fields: { action: 'login', outcome: 'failure', invalid_user: true },
  },
  {
    starts: 'session opened ',
    pattern: new RegExp(`^session opened ${SESSION}`),
    fields: { action: 'session_opened', outcome: 'success' },
  },
  {
    starts: 'session closed ',
    pattern: new RegExp(`^session closed ${SESSION}`),
    fields: { action: 'session_closed' },
  },
  {
    starts: 'auth could not identify password for ',
    pattern: /^auth could not identify password for \[(?<user>.*)\]$/s,
    fields: { action: 'login', outcome: 'failure' },
  },
  {
    starts: 'password changed for ',
    pattern: /^password changed for (?<target_user>\S+)$/,
    fields: { action: 'password_changed' },
  },
  {
    starts: '',
    pattern:
      /^(?:PAM )?(?<attempts>\d{1,4}) more authentication failures?; logname=(?<logname>\S*) uid=\d* euid=\d* tty=(?<tty>\S*) ruser=(?<ruser>.*) rhost=(?<from>\S*)(?: +user=(?<user>(?:.*\S)?))?(?: \[preauth\])?\s*$/s,
    fields: { action: 'login', outcome: 'failure' },
  },
]
