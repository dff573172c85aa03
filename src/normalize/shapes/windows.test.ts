import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Logsource } from '../../schema/logsource.ts'
import { entitiesOf, eventOf, fieldsLike, timeOf } from '../testing/events.ts'
import { needs, sharedTexts } from '../testing/shared-data.ts'

const evtx = (system: object, data: object) =>
  eventOf(
    JSON.stringify({
      Event: {
        '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
        System: {
          Provider: { '#attributes': { Name: 'A-Provider' } },
          EventID: 1,
          Level: 4,
          TimeCreated: { '#attributes': { SystemTime: '2026-02-28T08:30:20.966901Z' } },
          EventRecordID: 7,
          Channel: 'Microsoft-Windows-Sysmon/Operational',
          Computer: 'ws01.corp.example',
          Security: { '#attributes': { UserID: 'S-1-5-18' } },
          ...system,
        },
        ...data,
      },
    }),
  )

describe('a Windows event', () => {
  test('of evtx_dump is flattened to the names of rules', () => {
    const event = evtx(
      {},
      {
        EventData: {
          UtcTime: '2026-02-28 08:30:20.964',
          Image: 'C:\\Windows\\System32\\cmd.exe',
          CommandLine: 'cmd /c whoami',
          User: 'CORP\\alice',
          Hashes: 'MD5=D41D8CD98F00B204E9800998ECF8427E,IMPHASH=D41D8CD98F00B204E9800998ECF8427E',
        },
      },
    )
    assert.equal(event.format, 'windows-event')
    assert.equal(event.host, 'ws01.corp.example')
    assert.equal(timeOf(event), '2026-02-28T08:30:20.966Z')
    assert.deepEqual(event.logsource, { product: 'windows', service: 'sysmon', category: 'process_creation' })
    assert.deepEqual(event.fields, {
      EventID: 1,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Provider_Name: 'A-Provider',
      Computer: 'ws01.corp.example',
      Level: 4,
      EventRecordID: 7,
      UserID: 'S-1-5-18',
      UtcTime: '2026-02-28 08:30:20.964',
      Image: 'C:\\Windows\\System32\\cmd.exe',
      CommandLine: 'cmd /c whoami',
      User: 'CORP\\alice',
      Hashes: 'MD5=D41D8CD98F00B204E9800998ECF8427E,IMPHASH=D41D8CD98F00B204E9800998ECF8427E',
    })
    assert.deepEqual(entitiesOf(event, 'user'), ['CORP\\alice'])
    assert.deepEqual(entitiesOf(event, 'process'), ['C:\\Windows\\System32\\cmd.exe'])
    assert.deepEqual(entitiesOf(event, 'hash'), ['d41d8cd98f00b204e9800998ecf8427e'])
  })

  test('may have its id with qualifiers, as text, and its attributes in a neighbour', () => {
    const event = evtx(
      {
        EventID: { '#attributes': { Qualifiers: 0 }, '#text': '7045' },
        Provider: null,
        Provider_attributes: { Name: 'SCM' },
        Channel: 'System',
      },
      { EventData: { ServiceName: 'x' } },
    )
    assert.equal(event.fields['EventID'], 7045)
    assert.equal(event.fields['Provider_Name'], 'SCM')
    assert.deepEqual(event.logsource, { product: 'windows', service: 'system' })
  })

  test('offers items with blanks in their names also without', () => {
    const { fields } = evtx(
      { EventID: 1116, Channel: 'Microsoft-Windows-Windows Defender/Operational' },
      { EventData: { 'Threat Name': 'EICAR' } },
    )
    assert.deepEqual(fieldsLike({ fields } as never, { 'Threat Name': 0, ThreatName: 0 }), {
      'Threat Name': 'EICAR',
      ThreatName: 'EICAR',
    })
  })

  test('has its unnamed items in Data and those of its UserData at the top', () => {
    const classic = evtx(
      { EventID: 400, Channel: 'Windows PowerShell' },
      { EventData: { Data: { '#text': ['a', 'b'] } } },
    )
    assert.deepEqual(classic.fields['Data'], ['a', 'b'])
    assert.equal(classic.logsource.category, 'ps_classic_start')
    const cleared = evtx(
      { EventID: 1102, Channel: 'Security' },
      { UserData: { LogFileCleared: { '#attributes': { xmlns: 'x' }, SubjectUserName: 'eve' } } },
    )
    assert.equal(cleared.fields['SubjectUserName'], 'eve')
    assert.equal(cleared.fields['#attributes'], undefined)
  })

  test('4688 is a process creation under the names of Sysmon', () => {
    const event = evtx(
      { EventID: 4688, Channel: 'Security' },
      {
        EventData: {
          SubjectUserName: 'alice',
          SubjectDomainName: 'CORP',
          SubjectLogonId: '0x3e7',
          NewProcessId: '0x10',
          NewProcessName: 'C:\\a.exe',
          ProcessId: '0x4',
          CommandLine: 'a',
          ParentProcessName: 'C:\\b.exe',
          MandatoryLabel: 'S-1-16-12288',
        },
      },
    )
    assert.deepEqual(event.logsource, {
      product: 'windows',
      service: 'security',
      category: 'process_creation',
    })
    const fields = {
      Image: 'C:\\a.exe',
      NewProcessName: 'C:\\a.exe',
      ParentImage: 'C:\\b.exe',
      ProcessId: '0x10',
      ParentProcessId: '0x4',
      User: 'CORP\\alice',
      LogonId: '0x3e7',
      IntegrityLevel: 'High',
      CommandLine: 'a',
    }
    assert.deepEqual(fieldsLike(event, fields), fields)
  })

  test('of the registry is an addition or a deletion by its type', () => {
    const category = (EventType: string) =>
      evtx({ EventID: 12 }, { EventData: { EventType } }).logsource.category
    assert.equal(category('CreateKey'), 'registry_add')
    assert.equal(category('DeleteValue'), 'registry_delete')
    assert.equal(evtx({ EventID: 13 }, { EventData: {} }).logsource.category, 'registry_set')
  })

  test('of Winlogbeat has the names of rules beside its own', () => {
    const record = {
      '@timestamp': '2026-02-28T08:00:00.000Z',
      message: 'An account failed to log on.',
      winlog: {
        channel: 'Security',
        event_id: '4625',
        provider_name: 'Microsoft-Windows-Security-Auditing',
        computer_name: 'dc01',
        event_data: { TargetUserName: 'bob', IpAddress: '192.0.2.1' },
      },
    }
    const event = eventOf(JSON.stringify(record))
    assert.equal(event.format, 'windows-event')
    assert.equal(event.host, 'dc01')
    assert.equal(timeOf(event), '2026-02-28T08:00:00.000Z')
    assert.deepEqual(event.fields, {
      ...record,
      EventID: 4625,
      Channel: 'Security',
      Provider_Name: 'Microsoft-Windows-Security-Auditing',
      Computer: 'dc01',
      Message: 'An account failed to log on.',
      TargetUserName: 'bob',
      IpAddress: '192.0.2.1',
    })
    assert.deepEqual(entitiesOf(event, 'ip'), ['192.0.2.1'])
  })

  test('that is flat keeps its fields and gets the names that rules use', () => {
    const event = eventOf(
      '{"EventID":"1","Channel":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon","Hostname":"ws1","Image":"C:\\\\a.exe","TimeCreated":"2020-10-18 07:50:06.220"}',
    )
    assert.equal(event.logsource.category, 'process_creation')
    assert.equal(event.host, 'ws1')
    assert.equal(timeOf(event), '2020-10-18T07:50:06.220Z')
    const fields = { EventID: 1, Provider_Name: 'Microsoft-Windows-Sysmon', Computer: 'ws1', Hostname: 'ws1' }
    assert.deepEqual(fieldsLike(event, fields), fields)
  })

  test('that only looks like one stays plain JSON', () => {
    for (const object of [
      { Event: 'login' },
      { Event: { System: 'x' } },
      { Event: { System: { EventID: 1 } } },
      { Event: { System: { EventID: 'one', Channel: 'Security' } } },
      { EventID: 4625 },
      { Channel: 'general', EventID: { a: 1 } },
      { winlog: { channel: 'Security' } },
    ]) {
      const event = eventOf(JSON.stringify(object))
      assert.equal(event.format, 'json')
      assert.deepEqual(event.fields, object)
      assert.deepEqual(event.logsource, {})
    }
  })

  test('of an unknown channel has the product alone', () => {
    assert.deepEqual(evtx({ Channel: 'Vendor/Own' }, {}).logsource, { product: 'windows' })
  })
})

interface RegressionEvent {
  /** Also with a `definition` for people. */
  logsource: Logsource
  rule_title: string
  event: unknown
}

/** Categories of rules that hold several of an event's. */
const WIDER: Readonly<Record<string, string>> = {
  registry_set: 'registry_event',
  registry_add: 'registry_event',
  registry_delete: 'registry_event',
  registry_rename: 'registry_event',
}

describe('real Windows events', () => {
  test(
    'of SigmaHQ have the logsource of the rule that must find them',
    needs('sigma-regression/regression.ndjson'),
    () => {
      const texts = sharedTexts('sigma-regression/regression.ndjson')
      assert.equal(texts.length, 115)
      for (const text of texts) {
        const { logsource, rule_title, event }: RegressionEvent = JSON.parse(text)
        const found = eventOf(JSON.stringify(event)).logsource
        for (const key of ['product', 'service', 'category'] as const) {
          const expected = logsource[key]
          if (expected === undefined) continue
          const actual = found[key] ?? ''
          assert.equal(expected === WIDER[actual] ? expected : actual, expected, rule_title)
        }
      }
    },
  )

  for (const [path, count] of [
    ['otrf/lsass-dump-comsvcs.ndjson', 184],
    ['otrf/bitsadmin-download.ndjson', 424],
    ['otrf/powershell-http-listener.ndjson', 110],
    ['otrf/service-modification-fax.ndjson', 437],
  ] as const) {
    test(`of ${path} are all recognised, with time, host and service`, needs(path), () => {
      const events = sharedTexts(path).map(line => eventOf(line, { received_ms: 0 }))
      assert.equal(events.length, count)
      for (const event of events) {
        assert.equal(event.format, 'windows-event')
        assert.ok(event.logsource.service !== undefined || event.logsource.product === 'windows')
        assert.notEqual(event.time_ms, 0)
        assert.match(event.host, /^WORKSTATION\d/)
      }
      assert.ok(events.filter(event => event.logsource.service !== undefined).length / count > 0.9)
    })
  }

  const path = 'evtx-to-mitre-attack/events.ndjson'
  test('of EVTX-to-MITRE-Attack keep every item of their data', needs(path), () => {
    const texts = sharedTexts(path)
    assert.equal(texts.length, 1182)
    let items = 0
    for (const text of texts) {
      const { event }: { event: { Event: { EventData?: Record<string, unknown> } } } = JSON.parse(text)
      const { format, fields } = eventOf(JSON.stringify(event))
      assert.equal(format, 'windows-event')
      const is_4688 = fields['EventID'] === 4688
      for (const [name, value] of Object.entries(event.Event.EventData ?? {})) {
        if (name === '#attributes' || (is_4688 && name === 'ProcessId')) continue
        assert.deepEqual(fields[name], value)
        items++
      }
    }
    assert.ok(items > 10_000, `${items} items`)
  })
})
