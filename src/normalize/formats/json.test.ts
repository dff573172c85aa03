import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { normalize } from '../normalize.ts'
import { entitiesOf, eventOf, fieldsLike, RECEIVED_MS, resultOf, timeOf } from '../testing/events.ts'
import { needs, sharedTexts } from '../testing/shared-data.ts'

describe('a JSON line', () => {
  test('keeps its fields as they are', () => {
    const object = { message: 'x', level: 30, nested: { list: [1, { a: null }], 'a.b': true } }
    const event = eventOf(JSON.stringify(object))
    assert.equal(event.format, 'json')
    assert.deepEqual(event.fields, object)
    assert.deepEqual(event.logsource, {})
  })

  for (const [object, time] of [
    [{ '@timestamp': '2026-02-28T10:00:00.5Z' }, '2026-02-28T10:00:00.500Z'],
    [{ timestamp: '2026-02-28 10:00:00,250' }, '2026-02-28T10:00:00.250Z'],
    [{ time: 1772272800 }, '2026-02-28T10:00:00.000Z'],
    [{ time: 1772272800123 }, '2026-02-28T10:00:00.123Z'],
    [{ ts: 1772272800.5 }, '2026-02-28T10:00:00.500Z'],
    [{ ts: '1772272800.5' }, '2026-02-28T10:00:00.500Z'],
    [{ __REALTIME_TIMESTAMP: '1772272800123456' }, '2026-02-28T10:00:00.123Z'],
    [{ timestamp: 1772272800123456000 }, '2026-02-28T10:00:00.123Z'],
    [{ eventTime: '2026-02-28T10:00:00Z', '@timestamp': '2026-02-28T10:05:00Z' }, '2026-02-28T10:00:00.000Z'],
    [{ time: 'soon', ts: 1772272800 }, '2026-02-28T10:00:00.000Z'],
    [{ TimeCreated: { SystemTime: '2026-02-28 10:00:00' } }, '2026-02-28T10:00:00.000Z'],
    [{ unixTime: 1772272800, calendarTime: 'x' }, '2026-02-28T10:00:00.000Z'],
    [{ createdDateTime: '2026-02-28T10:00:00Z' }, '2026-02-28T10:00:00.000Z'],
    [{ id: { time: '2026-02-28T10:00:00.000Z' } }, '2026-02-28T10:00:00.000Z'],
    [{ timestamp: { epochSecond: 1772272800, nano: 1 } }, '2026-02-28T10:00:00.000Z'],
    [{ ID: '1772272800.123:77' }, '2026-02-28T10:00:00.123Z'],
    [{ utc_time: '2026-02-28 10:00:00.5', local_time: 'x' }, '2026-02-28T10:00:00.500Z'],
    [{ createdAt: 'x', updatedAt: '2026-02-28T10:00:00Z' }, '2026-02-28T10:00:00.000Z'],
  ] as const) {
    test(`tells its time by ${JSON.stringify(object)}`, () => {
      assert.equal(timeOf(eventOf(JSON.stringify(object))), time)
    })
  }

  test('that tells no time has that of its reception', () => {
    for (const object of [{}, { time: 12 }, { time: 'noon' }, { timestamp: null }, { ts: -1 }, { ts: 1e300 }])
      assert.equal(eventOf(JSON.stringify(object)).time_ms, RECEIVED_MS)
  })

  test('tells its host, users, addresses and more by well-known names', () => {
    const event = eventOf(
      '{"host":{"name":"web01"},"user":{"name":"alice"},"src_ip":"192.0.2.1","client_ip":"-","url":"https://x/","message":"hit by 198.51.100.7","sha256":"ABC"}',
    )
    assert.equal(event.host, 'web01')
    assert.deepEqual(event.entities, [
      { type: 'ip', value: '192.0.2.1' },
      { type: 'url', value: 'https://x/' },
      { type: 'hash', value: 'ABC' },
      { type: 'user', value: 'alice' },
      { type: 'ip', value: '198.51.100.7' },
      { type: 'host', value: 'web01' },
    ])
  })

  test('with doubled names and with names that mean something to JavaScript does no harm', () => {
    const event = eventOf(
      '{"a":1,"a":2,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    )
    assert.equal(event.fields['a'], 2)
    assert.deepEqual(Object.keys(event.fields), ['a', '__proto__', 'constructor'])
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
    const windows = eventOf(
      '{"Event":{"System":{"EventID":1,"Channel":"x"},"UserData":{"a":{"__proto__":{"polluted":1}}}}}',
    )
    assert.ok(Object.hasOwn(windows.fields, '__proto__'))
    assert.equal(windows.fields['polluted'], undefined)
  })

  test('is kept at 200 levels and at 1000; beyond, its text is', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`
    for (const levels of [200, 1000]) assert.equal(resultOf(nested(levels)).event.format, 'json')
    for (const levels of [1001, 100_000]) {
      const { event, parse_failure } = resultOf(nested(levels))
      assert.equal(parse_failure, true)
      assert.equal(event.raw, nested(levels))
    }
    assert.equal(resultOf(JSON.stringify({ a: '{"['.repeat(2000) })).event.format, 'json')
  })
})

describe('a JSON record that names its logsource', () => {
  const logsourceOf = (object: object) => eventOf(JSON.stringify(object)).logsource

  test('has it, whichever of product, service and category are there', () => {
    assert.deepEqual(logsourceOf({ product: 'acme' }), { product: 'acme' })
    assert.deepEqual(logsourceOf({ category: 'proxy' }), { category: 'proxy' })
    assert.deepEqual(logsourceOf({ service: 'vpn', category: 'proxy' }), {
      service: 'vpn',
      category: 'proxy',
    })
  })

  test("does so by texts of a logsource's length only", () => {
    assert.deepEqual(logsourceOf({ product: 7, service: '', category: ['proxy'] }), {})
    assert.deepEqual(logsourceOf({ product: 'x'.repeat(100) }), { product: 'x'.repeat(100) })
    assert.deepEqual(logsourceOf({ product: 'x'.repeat(101) }), {})
  })

  const SYSMON = { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 11 }
  test('is believed over what it looks like', () => {
    assert.deepEqual(logsourceOf({ ...SYSMON, category: 'file_rename' }), {
      product: 'windows',
      service: 'sysmon',
      category: 'file_rename',
    })
    assert.deepEqual(logsourceOf({ ...SYSMON, product: 'Windows' }), {
      product: 'Windows',
      service: 'sysmon',
      category: 'file_event',
    })
    assert.deepEqual(logsourceOf({ ...SYSMON, product: 'acme' }), { product: 'acme' })
  })

  const OKTA = { eventType: 'a', published: 'b', uuid: 'c', actor: { alternateId: 'd' } }
  test('by fields that a known shape may have itself is not believed without a product', () => {
    assert.deepEqual(logsourceOf({ ...OKTA, category: 'Audit' }), { product: 'okta', service: 'okta' })
    assert.deepEqual(logsourceOf({ ...OKTA, product: 'okta', service: 'other' }), {
      product: 'okta',
      service: 'other',
    })
  })

  test('does not win over what the configuration says', () => {
    const value = Buffer.from('{"product":"acme","category":"proxy"}')
    const record = { id: '', host: '', source: '', logsource: { product: 'other' }, value, received_ms: 0 }
    assert.deepEqual(normalize(record).event.logsource, { product: 'other', category: 'proxy' })
  })
})

describe('the field that the user names for the time', () => {
  const timeBy = (time_field: string, object: object) => {
    const value = Buffer.from(JSON.stringify(object))
    const record = { id: '', host: '', source: '', logsource: {}, value, received_ms: RECEIVED_MS }
    return timeOf(normalize(record, { time_field }).event)
  }
  const SEEN = '2026-02-28T10:00:00.000Z'

  test('wins over the well-known ones, in maps and with dots in its name', () => {
    const time = '2020-01-01T00:00:00Z'
    assert.equal(timeBy('seen', { time, seen: SEEN }), SEEN)
    assert.equal(timeBy('a.b.seen', { time, a: { 'b.seen': 1772272800 } }), SEEN)
    assert.equal(timeBy('a.seen', { time, 'a.seen': SEEN, a: { seen: time } }), SEEN)
  })

  test('does not hide them where it tells no time', () => {
    for (const seen of ['soon', null, { at: SEEN }, -1])
      assert.equal(timeBy('seen', { time: SEEN, seen }), SEEN)
    assert.equal(timeBy('seen.at', { time: SEEN, seen: [SEEN] }), SEEN)
  })
})

describe('a recognised JSON record', () => {
  test('of CloudTrail has its product, service, user and address', () => {
    const event = eventOf(
      '{"eventVersion":"1.05","eventTime":"2026-02-28T10:00:00Z","awsRegion":"us-east-1","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","sourceIPAddress":"192.0.2.1","userIdentity":{"type":"IAMUser","userName":"pedro","arn":"arn:aws:iam::1:user/pedro"}}',
    )
    assert.equal(event.format, 'cloudtrail')
    assert.deepEqual(event.logsource, { product: 'aws', service: 'cloudtrail' })
    assert.deepEqual(entitiesOf(event, 'ip'), ['192.0.2.1'])
    assert.deepEqual(entitiesOf(event, 'user'), ['pedro', 'arn:aws:iam::1:user/pedro'])
  })

  test('of Kubernetes has its product and service', () => {
    const event = eventOf(
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"1","stage":"ResponseComplete","verb":"create"}',
    )
    assert.deepEqual(event.logsource, { product: 'kubernetes', service: 'audit', category: 'application' })
  })

  test('of the systemd journal is read as syslog', () => {
    const event = eventOf(
      '{"__REALTIME_TIMESTAMP":"1772272800123456","_HOSTNAME":"web01","SYSLOG_IDENTIFIER":"sshd","_PID":"42","PRIORITY":"6","MESSAGE":"Failed password for root from 192.0.2.1 port 4022 ssh2"}',
    )
    assert.equal(event.format, 'journald')
    assert.deepEqual(event.logsource, { product: 'linux', service: 'sshd' })
    assert.equal(event.host, 'web01')
    const fields = {
      PRIORITY: '6',
      program: 'sshd',
      pid: 42,
      user: 'root',
      src_ip: '192.0.2.1',
      outcome: 'failure',
    }
    assert.deepEqual(fieldsLike(event, fields), fields)
  })

  test('is every one of a real CloudTrail', needs('otrf/aws-s3-exfiltration.ndjson'), () => {
    const events = sharedTexts('otrf/aws-s3-exfiltration.ndjson').map(line => eventOf(line))
    assert.equal(events.length, 103)
    assert.ok(events.every(event => event.format === 'cloudtrail' && event.entities.length >= 1))
  })
})
