import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { BUILT_IN } from '../normalize/logsources/logsource-table.ts'
import { SHAPES } from '../normalize/shapes/shapes.ts'
import { eventOf } from '../normalize/testing/events.ts'
import type { Logsource } from '../schema/logsource.ts'
import { loadRuleFiles } from './load-rules.ts'

const archive = fileURLToPath(new URL('../../../shared/data/sigma-rules/sigma-rules.tar.gz', import.meta.url))
const document = fileURLToPath(new URL('../../docs/logsources.md', import.meta.url))

/** Lines of the formats that tell a logsource without a table. */
const LINES = [
  '192.0.2.1 - - [28/Feb/2026:10:11:12 +0100] "GET / HTTP/1.1" 200 5',
  '[Sun Mar 01 11:00:00 2026] [error] [client 192.0.2.1] x',
  '2026/03/01 11:00:00 [error] 1#1: *1 x, client: 192.0.2.1',
  'type=EXECVE msg=audit(1600000000.123:456): argc=1 a0="ls"',
  'date=2026-03-01 time=11:00:00 devid="FG100" type="event" action="Add"',
  ...['sshd', 'sudo', 'cron', 'su', 'vsftpd', 'clamd', 'guacd', 'other'].map(
    program => `Mar  1 11:00:00 web ${program}[1]: x`,
  ),
  ...['%AAA-5-USER_LOGGED', '%BGP-3-NOTIFICATION', '%LDP-5-NBRCHG', '%SYSLOG-5-X'].map(
    tag => `<189>Jan 18 11:29:03 switch ${tag}: x`,
  ),
]

/** Rules of the category are meant for the four kinds of registry event. */
const REGISTRY = 'registry_event'

function tells(event: Logsource, rule: Logsource): boolean {
  return (['product', 'service', 'category'] as const).every(
    key =>
      rule[key] === undefined ||
      rule[key] === event[key] ||
      (rule[key] === REGISTRY && event[key]?.startsWith('registry_') === true),
  )
}

/** `category: proxy`, as the document has it. */
function nameOf({ product, service, category }: Logsource): string {
  return Object.entries({ product, service, category })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]))
    .join(', ')
}

test('every logsource of the public rules is told by an event, or the document says that only a hint tells it', {
  skip: existsSync(archive) ? false : 'the public rules are not at hand',
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-logsources-'))
  try {
    execFileSync('tar', ['-xzf', archive, '-C', folder])
    const { set } = await loadRuleFiles([folder])
    const events: Logsource[] = [
      ...BUILT_IN.map(({ when: { product, service }, logsource }) => ({ product, service, ...logsource })),
      ...SHAPES.map(({ logsource }) => logsource),
      ...LINES.map(line => eventOf(line).logsource),
    ]
    const untold = set.rules.filter(({ logsource }) => !events.some(event => tells(event, logsource)))
    const listed = [...readFileSync(document, 'utf8').matchAll(/^- `(.+)`$/gm)].map(([, name]) => name)
    assert.deepEqual([...new Set(untold.map(({ logsource }) => nameOf(logsource)))].sort(), listed.sort())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
