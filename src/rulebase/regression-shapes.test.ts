import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventOf } from '../normalize/testing/events.ts'
import { needs, sharedTexts } from '../normalize/testing/shared-data.ts'
import { loadRuleFiles } from './load-rules.ts'

/** The events that SigmaHQ says its rules must match, as each of the tools would write them that ship Windows events. */

const RULES = 'sigma-rules/sigma-rules.tar.gz'
const EVENTS = 'sigma-regression/regression.ndjson'

type Map = Readonly<Record<string, unknown>>
interface Case {
  readonly rule_id: string
  readonly must_fire: boolean
  readonly event: {
    readonly Event: { readonly System: Map; readonly EventData?: Map; readonly UserData?: Map }
  }
}

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null
const inner = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((found, key) => (isMap(found) ? found[key] : undefined), value)
const bare = (value: unknown) => inner(value, '#text') ?? value

/** Named items of the data, whichever part holds them. */
function dataOf({ Event: { EventData = {}, UserData = {} } }: Case['event']): Map {
  const parts = [EventData ?? {}, ...Object.values(UserData ?? {}).filter(isMap)]
  return Object.fromEntries(
    parts.flatMap(part => Object.entries(part)).filter(([name]) => name !== '#attributes'),
  )
}

const SHAPES: Readonly<Record<string, (event: Case['event']) => unknown>> = {
  evtx_dump: event => event,
  Winlogbeat: event => ({
    '@timestamp': '2026-01-01T00:00:00Z',
    ecs: { version: '8.0.0' },
    winlog: {
      channel: event.Event.System['Channel'],
      event_id: String(bare(event.Event.System['EventID'])),
      provider_name: inner(event.Event.System, 'Provider', '#attributes', 'Name'),
      computer_name: event.Event.System['Computer'],
      event_data: dataOf(event),
    },
  }),
  'flat (NXLog)': event => ({
    ...dataOf(event),
    EventID: bare(event.Event.System['EventID']),
    Channel: event.Event.System['Channel'],
    SourceName: inner(event.Event.System, 'Provider', '#attributes', 'Name'),
    Hostname: event.Event.System['Computer'],
  }),
}

describe('the events of the regression tests', needs(RULES, EVENTS), () => {
  let folder = ''
  let loaded: Awaited<ReturnType<typeof loadRuleFiles>>
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'log-sentinel-regression-'))
    const archive = fileURLToPath(new URL(`../../../shared/data/${RULES}`, import.meta.url))
    execFileSync('tar', ['-xzf', archive, '-C', folder])
    loaded = await loadRuleFiles([folder])
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  for (const [name, shaped] of Object.entries(SHAPES)) {
    test(`match their rules as ${name} writes them`, () => {
      const cases = sharedTexts(EVENTS)
        .map((text): Case => JSON.parse(text))
        .filter(({ must_fire }) => must_fire)
      const silent = cases.filter(({ rule_id, event }) => {
        const matches = loaded.set.match(eventOf(JSON.stringify(shaped(event))))
        return !matches.some(({ rule }) => rule.id === rule_id)
      })
      assert.ok(new Set(cases.map(({ rule_id }) => rule_id)).size >= 100, `${cases.length} cases`)
      assert.deepEqual(
        silent.map(({ rule_id }) => rule_id),
        [],
      )
    })
  }
})
