import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entitiesOf, eventOf, fieldsLike, resultOf, timeOf } from '../testing/events.ts'
import { TOOL_SAMPLES } from '../testing/tool-samples.ts'
import { WINDOWS_SAMPLES } from '../testing/windows-samples.ts'

describe('a record', () => {
  for (const { what, name, record, logsource, fields } of [...WINDOWS_SAMPLES, ...TOOL_SAMPLES])
    test(`as written by ${what} is recognised and has the names of rules`, () => {
      const event = eventOf(JSON.stringify(record))
      assert.equal(event.format, name)
      assert.deepEqual(event.logsource, logsource)
      assert.deepEqual(fieldsLike(event, fields), fields)
    })

  test('keeps what stands around another one', () => {
    for (const { record } of TOOL_SAMPLES) {
      const { fields } = eventOf(JSON.stringify(record))
      for (const name of Object.keys(record)) assert.ok(Object.hasOwn(fields, name), name)
    }
  })

  test('within a text within a record is read, with its time, host and entities', () => {
    const line = 'Jan  2 03:04:05 web1 sshd[411]: Failed password for root from 203.0.113.7 port 4711 ssh2'
    const shipped = { '@timestamp': '2024-01-02T03:04:06Z', message: line, log: { file: { path: '/a' } } }
    const event = eventOf(JSON.stringify({ _index: 'logs', _source: shipped }))
    assert.equal(event.fields['user'], 'root')
    assert.equal(event.host, 'web1')
    // The year is that of the shipper.
    assert.equal(timeOf(event), '2024-01-02T03:04:05.000Z')
    assert.deepEqual(entitiesOf(event, 'ip'), ['203.0.113.7'])
  })

  test('of another is not looked for without end', () => {
    let text = '{"a":1}'
    for (let level = 0; level < 6; level++) text = JSON.stringify({ log: text, stream: 'stdout' })
    const { event, parse_failure } = resultOf(text)
    assert.equal(parse_failure, false)
    assert.equal(event.fields['stream'], 'stdout')
    const nested = `${'{"_index":"a","_source":'.repeat(900)}{}${'}'.repeat(900)}`
    assert.equal(resultOf(nested).parse_failure, false)
  })

  test('whose text is of no format stays what it is', () => {
    for (const object of [
      { log: 'hello\n', stream: 'stdout' },
      { _raw: 'hello', host: 'a' },
      { event: 'login', sourcetype: 'app' },
      { full_log: '{"a":', decoder: {} },
    ]) {
      const event = eventOf(JSON.stringify(object))
      assert.equal(event.format, 'json')
      assert.deepEqual(event.fields, object)
    }
  })

  test('has dots in place of maps only where a name of a known shape shows it', () => {
    const plain = { 'a.b': 1, 'process.command_line': 'x' }
    assert.deepEqual(eventOf(JSON.stringify(plain)).fields, plain)
    const zeek = { uid: 'C1', 'id.orig_h': '192.0.2.1', id: 5 }
    assert.equal(eventOf(JSON.stringify(zeek)).fields['src_ip'], '192.0.2.1')
    const torn = { '@timestamp': '2026-01-02T03:04:05Z', 'ecs.version': '8', ecs: 1, 'event.kind': 'event' }
    assert.equal(eventOf(JSON.stringify(torn)).format, 'ecs')
  })
})

describe('the message of a Windows event', () => {
  const message = (LogName: string, ProviderName: string, Id: number, Message: string) =>
    eventOf(JSON.stringify({ LogName, ProviderName, Id, Message, MachineName: 'dc1' })).fields

  test('tells a failed logon under the names of its template', () => {
    const fields = message(
      'Security',
      'Microsoft-Windows-Security-Auditing',
      4625,
      'An account failed to log on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\t-\r\n\r\nLogon Type:\t\t\t3\r\n\r\nAccount For Which Logon Failed:\r\n\tAccount Name:\t\tbob\r\n\tAccount Domain:\t\tCORP\r\n\r\nFailure Information:\r\n\tStatus:\t\t\t0xC000006D\r\n\r\nNetwork Information:\r\n\tWorkstation Name:\tWS1\r\n\tSource Network Address:\t192.0.2.1\r\n',
    )
    const expected = {
      SubjectUserName: '-',
      LogonType: '3',
      TargetUserName: 'bob',
      TargetDomainName: 'CORP',
      Status: '0xC000006D',
      IpAddress: '192.0.2.1',
    }
    assert.deepEqual(fieldsLike({ fields } as never, expected), expected)
  })

  test('tells the text of a script', () => {
    const fields = message(
      'Microsoft-Windows-PowerShell/Operational',
      'Microsoft-Windows-PowerShell',
      4104,
      'Creating Scriptblock text (1 of 1):\r\nWrite-Host: 1\r\n\r\niex $x\r\n\r\nScriptBlock ID: 1-2\r\nPath: C:\\a.ps1',
    )
    assert.equal(fields['ScriptBlockText'], 'Write-Host: 1\r\n\r\niex $x')
    assert.equal(fields['Path'], 'C:\\a.ps1')
  })
})
