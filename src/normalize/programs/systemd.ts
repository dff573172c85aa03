/**
 * systemd and systemd-logind. Logsource: product `linux`, service `syslog` for systemd, `auth` for logind.
 *
 * Fields: `action` (`unit_started`, `unit_stopping`, `unit_stopped`, `unit_failed`, `session_opened`, `session_closed`),
 * `unit` (as systemd names it in the message: unit or description), `user`, `session`, `reason`.
 */
import type { MessagePattern } from '../message-pattern.ts'

const unit = (starts: string, action: string): MessagePattern => ({
  starts,
  pattern: new RegExp(`^${starts}(?<unit>.*[^.])\\.*$`, 's'),
  fields: { action },
})

export const SYSTEMD_MESSAGES: readonly MessagePattern[] = [
  unit('Started ', 'unit_started'),
  unit('Stopping ', 'unit_stopping'),
  unit('Stopped ', 'unit_stopped'),
  {
    starts: '',
    pattern: /^(?<unit>[^\s:]{1,256}): Failed with result '(?<reason>[^']*)'/,
    fields: { action: 'unit_failed' },
  },
]

export const LOGIND_MESSAGES: readonly MessagePattern[] = [
  {
    starts: 'New session ',
    pattern: /^New session (?<session>\S+) of user (?<user>[^\s.]\S*?)\.?$/,
    fields: { action: 'session_opened' },
  },
  {
    starts: 'Removed session ',
    pattern: /^Removed session (?<session>\S+?)\.?$/,
    fields: { action: 'session_closed' },
  },
]
