import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { normalize } from './normalize.ts'
import { entitiesOf, eventOf, RECEIVED_MS, recordOf, resultOf } from './testing/events.ts'

const MIB = 1024 * 1024

describe('normalize', () => {
  test('keeps a line that no format knows, with its text, id, source and time of reception', () => {
    const line = 'ALERT: Failed login attempt from IP 203.0.113.7 for user admin'
    const { event, parse_failure } = resultOf(line)
    assert.deepEqual(event, {
      id: 'record-1',
      time_ms: RECEIVED_MS,
      host: 'collector',
      source: '/var/log/test.log',
      format: 'plain',
      logsource: {},
      fields: { message: line },
      entities: [
        { type: 'ip', value: '203.0.113.7' },
        { type: 'user', value: 'admin' },
        { type: 'host', value: 'collector' },
      ],
      raw: line,
      is_structured: false,
    })
    assert.equal(parse_failure, false)
  })

  test('takes the time of a plain line that begins with one', () => {
    assert.equal(
      eventOf('2026-02-28 10:00:00,250 ERROR pool is empty').time_ms,
      Date.UTC(2026, 1, 28, 10, 0, 0, 250),
    )
    assert.equal(eventOf('[2026-02-28T10:00:00+02:00] local.INFO: x').time_ms, Date.UTC(2026, 1, 28, 8))
  })

  test('lets the hints of the configuration win over what it detects, key by key', () => {
    const { logsource } = eventOf('Mar  1 11:00:00 web sshd[1]: Server listening on :: port 22.', {
      logsource: { service: 'auth' },
    })
    assert.deepEqual(logsource, { product: 'linux', service: 'auth' })
  })

  test('takes the host that a line names over the collector, and the collector otherwise', () => {
    assert.equal(eventOf('Mar  1 11:00:00 web sshd[1]: hello').host, 'web')
    assert.equal(eventOf('hello').host, 'collector')
  })

  test('reads times without a zone in the zone that the context names', () => {
    const record = recordOf('Mar  1 11:00:00 web cron[1]: x')
    assert.equal(normalize(record, { zone_offset_minutes: 60 }).event.time_ms, Date.UTC(2026, 2, 1, 10))
    assert.equal(normalize(record).event.time_ms, Date.UTC(2026, 2, 1, 11))
  })

  test('shows bytes that are no UTF-8 as U+FFFD and keeps NUL bytes, a byte order mark and terminal escapes', () => {
    assert.equal(eventOf(Uint8Array.of(0x61, 0xff, 0x62)).raw, 'a\uFFFDb')
    assert.equal(eventOf('a\0b\u001b[31m').raw, 'a\0b\u001b[31m')
    const marked = eventOf('\uFEFF{"message":"x"}')
    assert.equal(marked.raw, '\uFEFF{"message":"x"}')
    assert.equal(marked.format, 'json')
  })

  test('makes an event of an empty record', () => {
    const { event, parse_failure } = resultOf('')
    assert.equal(event.raw, '')
    assert.equal(parse_failure, false)
  })

  test('says of a record that begins as a format and does not keep to it that it failed to parse', () => {
    for (const line of [
      '{"message": "cut of',
      '{not json}',
      'type=SYSCALL msg=audit(not a time): arch=c000003e',
      '<34>1 yesterday host app - - - text',
    ]) {
      const { event, parse_failure } = resultOf(line)
      assert.equal(parse_failure, true, line)
      assert.equal(event.raw, line)
      assert.equal(event.fields['message'], line)
      assert.equal(event.format, 'plain')
    }
  })

  test('does not say so of lines that are only plain', () => {
    for (const line of [
      'hello',
      '[not an error log',
      '<b>bold</b>',
      'type=text',
      '12:00 lunch',
      'Mary had a lamb',
    ]) {
      assert.equal(resultOf(line).parse_failure, false, line)
    }
  })

  test('keeps records of 10 MB whole', () => {
    for (const text of ['x', '1.2.3.4 ', '{"a":']) {
      const line = text.repeat((10 * MIB) / text.length)
      assert.equal(eventOf(line).raw, line)
    }
  })

  test('takes apart long lines whose repetitions provoke slow patterns', () => {
    const fill = (text: string) => text.repeat(MIB / text.length)
    for (const line of [
      fill('a='),
      fill('::'),
      fill('user=user for user '),
      fill('['),
      fill('{'),
      `Mar  1 11:00:00 web sshd[1]: Failed password for ${fill(' from 1.2.3.4 port 1')}`,
      `Mar  1 11:00:00 web sudo: a : ${fill(' ; USER=b')}`,
      `Mar  1 11:00:00 ${fill('a')}`,
      `<34>1 2026-03-01T11:00:00Z h a - - [x${fill(' a="\\""')}] m`,
      `1.2.3.4 - - [01/Mar/2026:11:00:00 +0000] "GET ${fill('\\"')}`,
      `type=EXECVE msg=audit(1600000000.123:4): ${fill('a0=61 ')}`,
      `type=EXECVE msg=audit(1600000000.123:4): ${fill('a')}`,
      `[Sun Mar 01 11:00:00 2026] [error] ${fill('[client x] ')}`,
      `2026/03/01 11:00:00 [error] 1#1: *1 x${fill(', client: a')}`,
    ]) {
      const { event } = resultOf(line)
      assert.equal(event.raw.length, line.length, line.slice(0, 60))
      assert.ok(event.entities.length <= 32)
    }
  })

  test('never throws and never loses text, whatever the bytes', () => {
    const begun = fc.constantFrom(
      '',
      '{',
      '{"Event":{"System":{"EventID":1,"Channel":"Security"}}}',
      '<34>1 ',
      '<34>Mar  1 11:00:00 web sshd[1]: ',
      'Mar  1 11:00:00 web sudo: a : ',
      '1.2.3.4 - - [01/Mar/2026:11:00:00 +0000] "GET / HTTP/1.1" 200 1 ',
      'type=EXECVE msg=audit(1600000000.123:4): ',
      '[Sun Mar 01 11:00:00 2026] [error] ',
      '2026/03/01 11:00:00 [error] 1#1: ',
    )
    const rest = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.string().map(text => new TextEncoder().encode(text)),
    )
    fc.assert(
      fc.property(begun, rest, (start, bytes) => {
        const value = Uint8Array.of(...new TextEncoder().encode(start), ...bytes)
        const { event } = resultOf(value)
        assert.equal(event.raw, new TextDecoder('utf-8', { ignoreBOM: true }).decode(value))
        assert.ok(Number.isFinite(event.time_ms))
        assert.ok(!Number.isNaN(new Date(event.time_ms).getTime()))
      }),
      { numRuns: 1500 },
    )
  })

  test('survives any JSON object, and keeps its fields', () => {
    const names = fc.constantFrom(
      'Event',
      'System',
      'EventData',
      'UserData',
      'winlog',
      'Channel',
      'EventID',
      '__proto__',
    )
    const tree = fc.object({ key: fc.oneof(names, fc.string()), maxDepth: 4 })
    fc.assert(
      fc.property(tree, object => {
        const { event, parse_failure } = resultOf(JSON.stringify(object))
        assert.equal(parse_failure, false)
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
        if (event.format === 'json') assert.deepEqual(event.fields, JSON.parse(event.raw))
      }),
      { numRuns: 300 },
    )
  })

  test('names every entity once and at most 32', () => {
    const addresses = Array.from({ length: 200 }, (_, index) => `10.0.${index}.1`)
    assert.equal(eventOf(`${addresses.join(' ')} ${addresses.join(' ')}`).entities.length, 32)
    assert.deepEqual(entitiesOf(eventOf('10.0.0.1 10.0.0.1'), 'ip'), ['10.0.0.1'])
  })
})
