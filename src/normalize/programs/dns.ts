/**
 * What servers of names tell of each query: fields `query`, `record_type`, `src_ip`; `answer` where they tell of answers.
 */
import type { MessagePattern } from '../message-pattern.ts'

export const DNSMASQ_MESSAGES: readonly MessagePattern[] = [
  {
    // `log-queries=extra` begins with the query's number and who asks.
    starts: '',
    pattern:
      /^(?:\d{1,10} \S{1,64} )?query\[(?<record_type>[A-Za-z0-9=]{1,16})\] (?<query>\S{1,255}) from (?<from>\S{1,64})$/,
  },
  {
    starts: '',
    pattern:
      /^(?:\d{1,10} \S{1,64} )?(?:reply|cached|config|\/etc\/hosts) (?<query>\S{1,255}) is (?<answer>\S{1,255})$/,
  },
]

export const NAMED_MESSAGES: readonly MessagePattern[] = [
  {
    starts: '',
    pattern:
      /^(?:queries: )?(?:info: )?client (?:@\S{1,32} )?(?<from>[0-9A-Fa-f.:]{2,45})#(?<src_port>\d{1,5}) \(\S{1,255}\): (?:view \S{1,64}: )?query: (?<query>\S{1,255}) [A-Z]{2,8} (?<record_type>[A-Z0-9]{1,16})/,
  },
]

export const UNBOUND_MESSAGES: readonly MessagePattern[] = [
  {
    starts: '[',
    pattern:
      /^\[\d{1,8}:[0-9a-f]{1,4}\] info: (?<from>[0-9A-Fa-f.:]{2,45}) (?<query>\S{1,255}) (?<record_type>[A-Z0-9]{1,16}) [A-Z]{2}/,
  },
  {
    starts: 'info: ',
    pattern:
      /^info: (?<from>[0-9A-Fa-f.:]{2,45}) (?<query>\S{1,255}) (?<record_type>[A-Z0-9]{1,16}) [A-Z]{2}/,
  },
]
