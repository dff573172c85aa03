import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeEvent } from './describe.ts'
import { eventOf } from './testing/events.ts'

describe('describeEvent', () => {
  test('is a text line itself, complete', () => {
    for (const line of [
      'ALERT: Failed login attempt from IP 203.0.113.7',
      'Mar  1 11:00:00 web sshd[1]: Invalid user bob from 192.0.2.1',
      `192.0.2.1 - - [28/Feb/2026:10:11:12 +0100] "GET /${'a'.repeat(5000)} HTTP/1.1" 200 5`,
      '{not json}',
    ])
      assert.equal(describeEvent(eventOf(line)), line)
  })

  test('tells of a Windows event what ran, by whom and where', () => {
    const event = eventOf(
      '{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"ws1","CommandLine":"powershell.exe -enc AAAA","User":"CORP\\\\alice"}',
    )
    assert.equal(
      describeEvent(event),
      'process_creation (event 1): powershell.exe -enc AAAA by CORP\\alice on ws1',
    )
  })

  test('tells of a failed logon who and from where', () => {
    const event = eventOf(
      '{"EventID":4625,"Channel":"Security","Computer":"dc1","TargetUserName":"bob","IpAddress":"192.0.2.1"}',
    )
    assert.equal(describeEvent(event), 'security (event 4625): by bob from 192.0.2.1 on dc1')
  })

  test('tells the message of a JSON line, or the line where it has none', () => {
    assert.equal(
      describeEvent(eventOf('{"message":"login\\n failed","host":"web01"}')),
      'login failed on web01',
    )
    assert.equal(describeEvent(eventOf('{"a":1}', { host: '' })), '{"a":1}')
  })

  test('is at most 1000 characters where it is composed', () => {
    const text = describeEvent(eventOf(JSON.stringify({ message: 'x '.repeat(10_000) })))
    assert.ok(text.length <= 1000)
  })
})
