/**
 * Connections of Cisco's firewalls.
 * https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog/syslog-messages-302003-to-342008.html
 *
 * Fields: `action` (`accept`, `deny`, `teardown`), `protocol`, `src_ip`, `src_port`, `dst_ip`, `dst_port`, `src_zone`, `dst_zone`.
 */
import type { MessagePattern } from '../message-pattern.ts'

const end = (side: string) =>
  String.raw`(?<${side}_zone>[^:\s]{1,64}):(?<${side === 'src' ? 'from' : 'to'}>[0-9A-Fa-f.:]{2,45}?)/(?<${side}_port>\d{1,5})`

export const ASA_MESSAGES: readonly MessagePattern[] = [
  {
    starts: 'Built inbound ',
    pattern: new RegExp(
      `^Built inbound (?<protocol>\\S{1,8}) connection \\d+ for ${end('src')} \\([^)]{0,64}\\)(?:\\([^)]{0,64}\\))? to ${end('dst')}`,
    ),
    fields: { action: 'accept' },
  },
  {
    starts: 'Built outbound ',
    pattern: new RegExp(
      `^Built outbound (?<protocol>\\S{1,8}) connection \\d+ for ${end('dst')} \\([^)]{0,64}\\)(?:\\([^)]{0,64}\\))? to ${end('src')}`,
    ),
    fields: { action: 'accept' },
  },
  {
    starts: 'Deny ',
    pattern: new RegExp(`^Deny (?<protocol>\\S{1,8}) src ${end('src')} dst ${end('dst')}`),
    fields: { action: 'deny' },
  },
]
