/** Deterministic alerts that look like real ones: the same number gives the same alert. */
import { createHash } from 'node:crypto'
import type { Alert } from '../../src/schema/alert.ts'
import type { Entity } from '../../src/schema/event.ts'
import type { Level } from '../../src/schema/level.ts'
import { LOGS_TOPIC } from '../../src/schema/topics.ts'

interface Story {
  rule_id: string
  rule_title: string
  level: Level
  tags: string[]
  source: string
  field: string
  pattern: string
  tell(who: { user: string; ip: string; host: string; pid: number }): string
}

const STORIES: readonly [Story, ...Story[]] = [
  {
    rule_id: '5b3f1c9e-6a83-4d3e-9c57-1f0a3f1e7a01',
    rule_title: 'SSH login failed',
    level: 'low',
    tags: ['attack.credential-access', 'attack.t1110'],
    source: '/var/log/auth.log',
    field: 'message',
    pattern: 'contains: Failed password',
    tell: ({ user, ip, host, pid }) =>
      `${host} sshd[${pid}]: Failed password for invalid user ${user} from ${ip} port ${40_000 + pid} ssh2`,
  },
  {
    rule_id: '0d0c4c1e-94ae-4d3c-8a3b-6f8f6f3d7b02',
    rule_title: 'ALERT line in an application log',
    level: 'medium',
    tags: ['attack.initial-access'],
    source: '/var/log/app/app.log',
    field: 'message',
    pattern: 'startswith: "ALERT:"',
    tell: ({ ip }) => `ALERT: Failed login attempt from IP ${ip}`,
  },
  {
    rule_id: '7a1e52d4-2f43-43f0-b3a5-95dd1dbb6c03',
    rule_title: 'SQL injection in a web request',
    level: 'high',
    tags: ['attack.initial-access', 'attack.t1190'],
    source: '/var/log/nginx/access.log',
    field: 'cs-uri-query',
    pattern: 'contains: union+select',
    tell: ({ ip }) =>
      `${ip} - - "GET /items.php?id=1+union+select+1,user(),3-- HTTP/1.1" 200 5123 "-" "sqlmap/1.8"`,
  },
  {
    rule_id: '3c4de2f1-86a3-4b0e-9a41-2c86e2a7bd04',
    rule_title: 'Sudo to a root shell',
    level: 'high',
    tags: ['attack.privilege-escalation', 'attack.t1548.003'],
    source: '/var/log/auth.log',
    field: 'message',
    pattern: 'contains: COMMAND=/bin/bash',
    tell: ({ user, host }) =>
      `${host} sudo: ${user} : TTY=pts/0 ; PWD=/home/${user} ; USER=root ; COMMAND=/bin/bash`,
  },
  {
    rule_id: '9e27a0b8-1f6a-4f7e-8d18-47a9d8e5f105',
    rule_title: 'Encoded PowerShell command',
    level: 'critical',
    tags: ['attack.execution', 'attack.t1059.001'],
    source: 'windows-security',
    field: 'CommandLine',
    pattern: 'contains: -EncodedCommand',
    tell: ({ user, host }) =>
      `powershell.exe -NoProfile -EncodedCommand SQBFAFgA started by ${user} on ${host}`,
  },
  {
    rule_id: 'c1b8f6d0-53f5-4a6b-b7c4-0b9c72d1a906',
    rule_title: 'Path traversal <script>alert("title")</script>',
    level: 'informational',
    tags: ['attack.discovery', 'attack.t1083'],
    source: '/var/log/nginx/access.log',
    field: 'cs-uri-stem',
    pattern: 'contains: ../',
    tell: ({ ip }) =>
      `${ip} - - "GET /static/../../../../etc/passwd HTTP/1.1" 404 153 "<img src=x onerror=alert(1)>" "curl"`,
  },
]
const USERS = ['root', 'admin', 'alice', 'bob', 'carol', 'deploy', 'postgres', 'jürgen']
const HOSTS = ['web-1', 'web-2', 'db-1', 'bastion', 'WKS-0042']

/** The alert of the number `n`, detected at `detected_ms` from a line written shortly before. */
export function sampleAlert(n: number, detected_ms: number): Alert {
  const pick = <T>(items: readonly [T, ...T[]] | readonly T[], salt: number): T | undefined =>
    items[createHash('md5').update(`${salt}:${n}`).digest().readUInt32LE() % items.length]
  const story = pick(STORIES, 1) ?? STORIES[0]
  const user = pick(USERS, 2) ?? 'root'
  const host = pick(HOSTS, 3) ?? 'web-1'
  const ip = `203.0.113.${1 + ((n * 7) % 40)}`
  const message = story.tell({ user, ip, host, pid: 1000 + (n % 9000) })
  const entities: Entity[] = [
    { type: 'ip', value: ip },
    { type: 'user', value: user },
    { type: 'host', value: host },
  ]
  return {
    id: createHash('sha256').update(`sample ${n}`).digest('hex').slice(0, 32),
    rule_id: story.rule_id,
    rule_title: story.rule_title,
    level: story.level,
    tags: story.tags,
    event_time: new Date(detected_ms - 40 - ((n * 131) % 3000)).toISOString(),
    detected_at: new Date(detected_ms).toISOString(),
    host,
    source: story.source,
    message,
    fields: { message, user, src_ip: ip, pid: 1000 + (n % 9000) },
    matched: [
      {
        selection: 'selection',
        field: story.field,
        pattern: story.pattern,
        value: message,
      },
    ],
    entities: entities.filter(({ value }) => value === host || message.includes(value)),
    evidence: [
      {
        id: `sample:${n}`,
        topic: LOGS_TOPIC,
        partition: n % 3,
        offset: Math.floor(n / 3),
        encoding: 'utf8',
        raw: message,
      },
    ],
  }
}
