/**
 * Programs that write to syslog: the Sigma service under which rules look for them and what is known of their messages.
 * A program that is not in the table has service `syslog` and keeps its message whole.
 */
import type { Logsource } from '../../schema/logsource.ts'
import { type MessagePattern, matchMessage } from '../message-pattern.ts'
import { ACCOUNT_MESSAGES } from './accounts.ts'
import { ciscoLogsource } from './cisco.ts'
import { ASA_MESSAGES } from './cisco-asa.ts'
import { CRON_MESSAGES } from './cron.ts'
import { DNSMASQ_MESSAGES, NAMED_MESSAGES, UNBOUND_MESSAGES } from './dns.ts'
import { DOAS_MESSAGES } from './doas.ts'
import { PAM_MESSAGES } from './pam.ts'
import { SSHD_MESSAGES } from './sshd.ts'
import { SU_MESSAGES } from './su.ts'
import { parseSudo } from './sudo.ts'
import { parseSysmon } from './sysmon.ts'
import { LOGIND_MESSAGES, SYSTEMD_MESSAGES } from './systemd.ts'

interface Program {
  readonly logsource: Logsource
  readonly messages?:
    | readonly MessagePattern[]
    | ((message: string) => Record<string, unknown> | undefined)
    | undefined
}

const linux = (service: string, messages?: Program['messages']): Program => ({
  logsource: { product: 'linux', service },
  messages,
})
/** Servers of names run on anything. */
const dns = (messages: Program['messages']): Program => ({ logsource: { category: 'dns' }, messages })

const SSHD = linux('sshd', SSHD_MESSAGES)
const CRON = linux('cron', CRON_MESSAGES)
const ACCOUNTS = linux('auth', ACCOUNT_MESSAGES)
const AUTH = linux('auth')
const CLAMAV = linux('clamav')

/** By the program's name in lower case, without its path. */
const PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['sshd', SSHD],
  ['sshd-session', SSHD],
  ['sshd-auth', SSHD],
  ['sudo', linux('sudo', parseSudo)],
  ['su', linux('auth', SU_MESSAGES)],
  ['cron', CRON],
  ['crond', CRON],
  ['crontab', CRON],
  ['anacron', CRON],
  ['useradd', ACCOUNTS],
  ['adduser', ACCOUNTS],
  ['usermod', ACCOUNTS],
  ['userdel', ACCOUNTS],
  ['groupadd', ACCOUNTS],
  ['groupmod', ACCOUNTS],
  ['groupdel', ACCOUNTS],
  ['gpasswd', ACCOUNTS],
  ['passwd', ACCOUNTS],
  ['chpasswd', ACCOUNTS],
  ['chage', ACCOUNTS],
  ['chfn', ACCOUNTS],
  ['systemd', linux('syslog', SYSTEMD_MESSAGES)],
  ['systemd-logind', linux('auth', LOGIND_MESSAGES)],
  ['login', AUTH],
  ['pkexec', AUTH],
  ['polkitd', AUTH],
  ['doas', linux('auth', DOAS_MESSAGES)],
  ['gdm-password', AUTH],
  ['vsftpd', linux('vsftpd')],
  ['clamd', CLAMAV],
  ['freshclam', CLAMAV],
  ['sysmon', linux('syslog', parseSysmon)],
  ['guacd', linux('guacamole')],
  ['dnsmasq', dns(DNSMASQ_MESSAGES)],
  ['pihole-ftl', dns(DNSMASQ_MESSAGES)],
  ['named', dns(NAMED_MESSAGES)],
  ['unbound', dns(UNBOUND_MESSAGES)],
])
const UNKNOWN = linux('syslog')

function programOf(name: string): Program {
  const cisco = name.startsWith('%') ? ciscoLogsource(name) : undefined
  if (cisco) return { logsource: cisco, messages: cisco.category === 'firewall' ? ASA_MESSAGES : undefined }
  return PROGRAMS.get(name.slice(name.lastIndexOf('/') + 1).toLowerCase()) ?? UNKNOWN
}

/** `pam_unix(sshd:auth): ` in front of a message. */
const PAM_PREFIX = /^(pam_[a-z0-9_]{1,32})\(([^:)\s]{1,64})(?::([a-z]{1,16}))?\): /
/** `sshd(pam_unix)` in place of a program's name, as systems of the early 2000s wrote it. */
const PAM_TAG = /^([^(]{1,64})\((pam_[a-z0-9_]{1,32})\)$/

export interface ProgramMessage {
  readonly program: string
  readonly logsource: Logsource
  readonly fields: Readonly<Record<string, unknown>>
  /** Whether the message was taken apart, so that `fields` holds its addresses and users. */
  readonly understood: boolean
}

/** rsyslog's way of writing a message once that came several times in a row. */
const REPEATED = /^message repeated (\d{1,9}) times: \[ ?(.*)\]$/s

/** What `tag`, the name that a program gave itself in syslog, and its message tell. */
export function parseProgramMessage(tag: string, message: string): ProgramMessage {
  const repeated = message.startsWith('message repeated ') ? REPEATED.exec(message) : null
  if (!repeated) return parseOnce(tag, message)
  const once = parseOnce(tag, repeated[2] ?? '')
  return { ...once, fields: { ...once.fields, repeated: Number(repeated[1]) } }
}

function parseOnce(tag: string, message: string): ProgramMessage {
  const tagged = PAM_TAG.exec(tag)
  const name = tagged?.[1] ?? tag
  const program = programOf(name)
  const prefix = message.startsWith('pam_') ? PAM_PREFIX.exec(message) : null
  const result = (fields: Record<string, unknown> | undefined, more: Record<string, unknown>) => ({
    program: name,
    logsource: program.logsource,
    fields: { ...more, ...fields },
    understood: fields !== undefined,
  })
  if (prefix) {
    const more = {
      pam_module: prefix[1],
      pam_service: prefix[2],
      ...(prefix[3] ? { pam_type: prefix[3] } : {}),
    }
    return result(matchMessage(PAM_MESSAGES, message.slice(prefix[0].length)), more)
  }
  if (tagged) return result(matchMessage(PAM_MESSAGES, message), { pam_module: tagged[2], pam_service: name })
  if (message.startsWith('PAM ')) return result(matchMessage(PAM_MESSAGES, message), {})
  const messages = program.messages
  if (!messages) return result(undefined, {})
  return result(typeof messages === 'function' ? messages(message) : matchMessage(messages, message), {})
}
