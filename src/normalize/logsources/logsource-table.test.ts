import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type LogsourceEntry, logsourceEntrySchema } from '../../schema/logsource.ts'
import { normalize } from '../normalize.ts'
import { recordOf } from '../testing/events.ts'
import { createLogsourceTable } from './logsource-table.ts'

const entry = (given: unknown): LogsourceEntry => logsourceEntrySchema.parse(given)

/** The logsource of a record where `entries` are configured. */
function logsourceOf(object: object, entries: readonly LogsourceEntry[] = [], source = {}) {
  const logsources = createLogsourceTable(entries)
  return normalize(recordOf(JSON.stringify(object), { logsource: source }), { logsources }).event.logsource
}

const SYSMON = 'Microsoft-Windows-Sysmon/Operational'

describe('a table of logsources', () => {
  test('knows channels whatever their case, and ids as numbers and as digits', () => {
    const expected = { product: 'windows', service: 'sysmon', category: 'file_event' }
    assert.deepEqual(logsourceOf({ Channel: SYSMON.toUpperCase(), EventID: 11 }), expected)
    assert.deepEqual(logsourceOf({ Channel: SYSMON, EventID: '11' }), expected)
    assert.deepEqual(logsourceOf({ product: 'windows', service: 'sysmon', EventID: '11' }), expected)
  })

  test('tells Sysmon for Linux from that of Windows', () => {
    assert.deepEqual(logsourceOf({ Channel: 'Linux-Sysmon/Operational', EventID: 1 }), {
      product: 'linux',
      service: 'sysmon',
      category: 'process_creation',
    })
  })

  test('tells logs of Zeek by their names, and else by what only one of them has', () => {
    const zeek = { uid: 'C1', 'id.orig_h': '192.0.2.1' }
    const cases: readonly (readonly [fields: object, service: string | undefined])[] = [
      [{ _path: 'http', conn_state: 'SF' }, 'http'],
      [{ qtype_name: 'A', query: 'a.example' }, 'dns'],
      [{ conn_state: 'SF', service: 'dns' }, 'conn'],
      [{ endpoint: 'svcctl', operation: 'CreateServiceW' }, 'dce_rpc'],
      [{ 'certificate.serial': '01' }, 'x509'],
      [{ action: 'SMB::FILE_OPEN' }, 'smb_files'],
      [{ action: 'other' }, undefined],
    ]
    for (const [fields, service] of cases)
      assert.equal(logsourceOf({ ...zeek, ...fields }).service, service, JSON.stringify(fields))
  })

  test('finds events of the tracing provider of files', () => {
    const event = { Channel: 'x', Provider_Name: 'Microsoft-Windows-Kernel-File' }
    assert.equal(logsourceOf({ ...event, EventID: 12 }).category, 'file_access')
    assert.equal(logsourceOf({ ...event, EventID: 19 }).category, 'file_rename')
  })

  const ENTRIES = [
    entry({ when: { channel: 'Vendor/Own' }, logsource: { service: 'sysmon' } }),
    entry({ when: { service: 'sysmon', event_id: [1, 2] }, logsource: { category: 'own' } }),
    entry({
      when: { fields: { 'app.name': 'shop*', level: ['ERROR', 'WARN'] } },
      logsource: { product: 'shop', category: 'application' },
    }),
  ]

  test('of the configuration is asked first, and what it tells serves the entries behind it', () => {
    assert.deepEqual(logsourceOf({ Channel: 'Vendor/Own', EventID: 11 }, ENTRIES), {
      product: 'windows',
      service: 'sysmon',
      category: 'file_event',
    })
    assert.equal(logsourceOf({ Channel: 'Vendor/Own', EventID: 2 }, ENTRIES).category, 'own')
    assert.equal(logsourceOf({ Channel: SYSMON, EventID: 1 }, ENTRIES).category, 'own')
  })

  test('needs all conditions of an entry, dotted names and lists included', () => {
    const shop = { product: 'shop', category: 'application' }
    assert.deepEqual(logsourceOf({ app: { name: 'Shop-7' }, level: 'warn' }, ENTRIES), shop)
    assert.deepEqual(logsourceOf({ 'app.name': ['x', 'shop'], level: 'ERROR' }, ENTRIES), shop)
    assert.deepEqual(logsourceOf({ app: { name: 'shop' }, level: 'info' }, ENTRIES), {})
    assert.deepEqual(logsourceOf({ app: 'shop', level: 'warn' }, ENTRIES), {})
  })

  test('leaves alone what the record and its source say, and other products', () => {
    const event = { app: { name: 'shop' }, level: 'WARN' }
    assert.deepEqual(logsourceOf({ ...event, category: 'proxy' }, ENTRIES), {
      product: 'shop',
      category: 'proxy',
    })
    assert.deepEqual(logsourceOf({ ...event, product: 'other' }, ENTRIES), { product: 'other' })
    assert.deepEqual(logsourceOf(event, ENTRIES, { product: 'other' }), { product: 'other' })
  })

  test('wins over what the format sees', () => {
    const table = createLogsourceTable([
      entry({ when: { fields: { 'sc-status': '404' } }, logsource: { service: 'missing', category: 'own' } }),
    ])
    const line = '192.0.2.1 - - [28/Feb/2026:10:11:12 +0100] "GET / HTTP/1.1" 404 5'
    assert.deepEqual(normalize(recordOf(line), { logsources: table }).event.logsource, {
      service: 'missing',
      category: 'own',
    })
  })

  test('names the fields that it looks at', () => {
    const { control_fields } = createLogsourceTable(ENTRIES)
    for (const name of ['Channel', 'EventID', 'EventType', 'app.name', 'level'])
      assert.ok(control_fields.includes(name), name)
  })

  test('refuses an entry without a condition, or that tells nothing', () => {
    for (const wrong of [
      { when: {}, logsource: { product: 'a' } },
      { when: { product: 'a' }, logsource: {} },
      { when: { channel: [] }, logsource: { product: 'a' } },
      { when: { event_id: 'one' }, logsource: { product: 'a' } },
    ])
      assert.equal(logsourceEntrySchema.safeParse(wrong).success, false, JSON.stringify(wrong))
  })
})
