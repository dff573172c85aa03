/**
 * OpenSSH's server. Logsource: product `linux`, service `sshd`.
 *
 * Fields: `action` (`login`, `invalid_user`, `disconnect`, `connect`, `too_many_attempts`, `no_identification`,
 * `bad_protocol`, `negotiation_failure`, `reverse_mapping_failure`, `not_allowed_user`, `connection_refused`,
 * `session_opened`, `session_closed`), `outcome` (`success`, `failure`) for logins, `method` (`password`, `publickey`,
 * ...), `user`, `invalid_user` (true where the account does not exist), `preauth` (true where the peer had not logged
 * in), `src_ip` or `src_host`, `src_port`, `reason`, `key`.
 */
import type { MessagePattern } from '../message-pattern.ts'

const PEER = String.raw`(?<from>[^\s:[\]]+|[0-9A-Fa-f:.]+)`
const PORT = String.raw` port (?<src_port>\d{1,5})`

/** A pattern that is anchored at both ends: `@PEER` stands for the peer with or without its port, `@PEER_PORT` for both. */
const whole = (source: string) =>
  new RegExp(
    `^${source.replace('@PEER_PORT', `${PEER}${PORT}`).replace('@PEER', `${PEER}(?:${PORT})?`)}$`,
    's',
  )
const PROTOCOL = String.raw`(?: ssh\d?)?`
/** Looked for first, or a message without it would be searched for every way to cut it in three. */
const ENDS_PREAUTH = String.raw`(?=.* \[preauth\]$)`
const PREAUTH = String.raw`(?: \[preauth\])?`

export const SSHD_MESSAGES: readonly MessagePattern[] = [
  {
    starts: 'Failed ',
    pattern: whole(
      String.raw`Failed (?<method>\S+) for (?:invalid|illegal) user (?<user>.*) from @PEER${PROTOCOL}(?:: (?<key>.*))?`,
    ),
    fields: { action: 'login', outcome: 'failure', invalid_user: true },
  },
  {
    starts: 'Failed ',
    pattern: whole(String.raw`Failed (?<method>\S+) for (?<user>.*) from @PEER${PROTOCOL}(?:: (?<key>.*))?`),
    fields: { action: 'login', outcome: 'failure' },
  },
  {
    starts: 'Accepted ',
    pattern: whole(
      String.raw`Accepted (?<method>\S+) for (?<user>.*) from @PEER${PROTOCOL}(?:: (?<key>.*))?`,
    ),
    fields: { action: 'login', outcome: 'success' },
  },
  {
    starts: 'Invalid user ',
    pattern: whole('Invalid user (?<user>.*) from @PEER'),
    fields: { action: 'invalid_user', invalid_user: true },
  },
  {
    starts: 'Illegal user ',
    pattern: whole('Illegal user (?<user>.*) from @PEER'),
    fields: { action: 'invalid_user', invalid_user: true },
  },
  {
    starts: 'input_userauth_request: invalid user ',
    pattern: whole(`input_userauth_request: invalid user (?<user>.*?)${PREAUTH}`),
    fields: { action: 'invalid_user', invalid_user: true },
  },
  {
    starts: 'User ',
    pattern: whole('User (?<user>.*) from @PEER not allowed because (?<reason>.*)'),
    fields: { action: 'not_allowed_user', outcome: 'failure' },
  },
  {
    starts: '',
    pattern: whole(
      `(?:error: |Disconnecting: )?maximum authentication attempts exceeded for invalid user (?<user>.*) from @PEER${PROTOCOL}${PREAUTH}`,
    ),
    fields: { action: 'too_many_attempts', outcome: 'failure', invalid_user: true, preauth: true },
  },
  {
    starts: '',
    pattern: whole(
      `(?:error: |Disconnecting: )?maximum authentication attempts exceeded for (?<user>.*) from @PEER${PROTOCOL}${PREAUTH}`,
    ),
    fields: { action: 'too_many_attempts', outcome: 'failure', preauth: true },
  },
  {
    starts: 'Disconnecting ',
    pattern: whole(
      String.raw`${ENDS_PREAUTH}Disconnecting invalid user (?<user>.*) @PEER_PORT: (?<reason>.*) \[preauth\]`,
    ),
    fields: { action: 'disconnect', invalid_user: true, preauth: true },
  },
  {
    starts: 'Disconnecting ',
    pattern: whole(
      String.raw`${ENDS_PREAUTH}Disconnecting (?:authenticating )?user (?<user>.*) @PEER_PORT: (?<reason>.*) \[preauth\]`,
    ),
    fields: { action: 'disconnect', preauth: true },
  },
  {
    starts: 'Connection ',
    pattern: whole(`Connection (?<reason>closed|reset) by invalid user (?<user>.*) @PEER_PORT${PREAUTH}`),
    fields: { action: 'disconnect', invalid_user: true, preauth: true },
  },
  {
    starts: 'Connection ',
    pattern: whole(
      `Connection (?<reason>closed|reset) by authenticating user (?<user>.*) @PEER_PORT${PREAUTH}`,
    ),
    fields: { action: 'disconnect', preauth: true },
  },
  {
    starts: 'Connection ',
    pattern: whole(`Connection (?<reason>closed|reset) by (?:peer|@PEER)${PREAUTH}`),
    fields: { action: 'disconnect' },
  },
  {
    starts: 'Connection from ',
    pattern:
      /^Connection from (?<from>\S+) port (?<src_port>\d{1,5})(?: on (?<to>\S+) port (?<dst_port>\d{1,5}))?/,
    fields: { action: 'connect' },
  },
  {
    starts: 'Disconnected from ',
    pattern: whole(`Disconnected from invalid user (?<user>.*) @PEER_PORT${PREAUTH}`),
    fields: { action: 'disconnect', invalid_user: true, preauth: true },
  },
  {
    starts: 'Disconnected from ',
    pattern: whole(`Disconnected from (?:authenticating )?user (?<user>.*) @PEER_PORT${PREAUTH}`),
    fields: { action: 'disconnect' },
  },
  {
    starts: 'Disconnected from ',
    pattern: whole(`Disconnected from @PEER${PREAUTH}`),
    fields: { action: 'disconnect' },
  },
  {
    starts: '',
    pattern:
      /^(?:error: )?Received disconnect from (?<from>[0-9A-Fa-f:.]+?|[^\s:]+)(?: port (?<src_port>\d{1,5}))?: ?\d+: (?<reason>.*?)(?: \[preauth\])?$/s,
    fields: { action: 'disconnect' },
  },
  {
    starts: 'Did not receive identification string from ',
    pattern: whole('Did not receive identification string from @PEER'),
    fields: { action: 'no_identification' },
  },
  {
    starts: 'Bad protocol version identification ',
    pattern: whole('Bad protocol version identification (?<reason>.*) from @PEER'),
    fields: { action: 'bad_protocol' },
  },
  {
    starts: 'banner exchange: Connection from ',
    pattern: /^banner exchange: Connection from (?<from>\S+) port (?<src_port>\d{1,5}): (?<reason>.*)$/s,
    fields: { action: 'bad_protocol' },
  },
  {
    starts: '',
    pattern:
      /^(?:fatal: )?Unable to negotiate with (?<from>[0-9A-Fa-f:.]+|\S+?)(?: port (?<src_port>\d{1,5}))?: (?<reason>.*)$/s,
    fields: { action: 'negotiation_failure' },
  },
  {
    starts: 'reverse mapping checking getaddrinfo for ',
    pattern: /^reverse mapping checking getaddrinfo for \S+ \[(?<from>[^\]\s]+)\] failed/,
    fields: { action: 'reverse_mapping_failure' },
  },
  {
    starts: 'Address ',
    pattern: /^Address (?<from>\S+) maps to \S+, but this does not map back to the address/,
    fields: { action: 'reverse_mapping_failure' },
  },
  {
    starts: '',
    pattern:
      /^error: PAM: (?<reason>[A-Za-z ]{1,80}) for (?:illegal|invalid) user (?<user>.*) from (?<from>\S+)(?: via \S+)?$/s,
    fields: { action: 'login', outcome: 'failure', invalid_user: true },
  },
  {
    starts: '',
    pattern: /^error: PAM: (?<reason>[A-Za-z ]{1,80}) for (?<user>.*) from (?<from>\S+)(?: via \S+)?$/s,
    fields: { action: 'login', outcome: 'failure' },
  },
  {
    starts: 'ROOT LOGIN REFUSED FROM ',
    pattern: whole(`ROOT LOGIN REFUSED FROM @PEER${PREAUTH}`),
    fields: { action: 'not_allowed_user', outcome: 'failure', user: 'root' },
  },
  {
    starts: 'Disconnecting: ',
    pattern: /^Disconnecting: (?<reason>.*?)(?: \[preauth\])?$/s,
    fields: { action: 'disconnect' },
  },
  {
    starts: 'refused connect from ',
    pattern: /^refused connect from \S+ \((?<from>[^\s()]+)\)/,
    fields: { action: 'connection_refused' },
  },
  {
    starts: 'ssh_dispatch_run_fatal: Connection ',
    pattern:
      /^ssh_dispatch_run_fatal: Connection (?:from|to) (?<from>\S+) port (?<src_port>\d{1,5}): (?<reason>.*?)(?: \[preauth\])?$/s,
    fields: { action: 'negotiation_failure' },
  },
  {
    starts: 'Starting session: ',
    pattern: whole('Starting session: (?<reason>.{1,64}?) for (?<user>.*) from @PEER(?: id \\d+)?'),
    fields: { action: 'session_opened' },
  },
  {
    starts: 'Close session: user ',
    pattern: whole('Close session: user (?<user>.*) from @PEER(?: id \\d+)?'),
    fields: { action: 'session_closed' },
  },
  {
    starts: '',
    pattern:
      /^(?:fatal: )?Timeout before authentication for (?:connection from )?(?<from>[0-9A-Fa-f:.]*[0-9A-Fa-f:]|[^\s.,]\S*?)(?: port (?<src_port>\d{1,5})|[.,]| |$)/,
    fields: { action: 'disconnect', preauth: true, reason: 'timeout' },
  },
]
