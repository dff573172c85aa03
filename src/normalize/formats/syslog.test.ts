import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entitiesOf, eventOf, fieldsLike, RECEIVED_MS, timeOf } from '../testing/events.ts'
import { needs, sharedCsv, sharedTexts } from '../testing/shared-data.ts'

describe('a BSD syslog line', () => {
  test('tells time, host, program and process id', () => {
    const event = eventOf('Feb 28 10:11:12 web01 myapp[4242]: started')
    assert.equal(event.format, 'syslog')
    assert.equal(timeOf(event), '2026-02-28T10:11:12.000Z')
    assert.equal(event.host, 'web01')
    assert.deepEqual(event.logsource, { product: 'linux', service: 'syslog' })
    assert.deepEqual(event.fields, { hostname: 'web01', program: 'myapp', pid: 4242, message: 'started' })
  })

  test('tells facility and severity by its priority', () => {
    const { fields } = eventOf('<38>Feb 28 10:11:12 web01 sshd[1]: x')
    assert.deepEqual(fieldsLike({ fields } as never, { facility: 0, severity: 0 }), {
      facility: 'auth',
      severity: 'info',
    })
    assert.equal(eventOf('<999>Feb 28 10:11:12 web01 sshd[1]: x').format, 'plain')
  })

  test('may have an ISO time, as rsyslog writes it by default', () => {
    const event = eventOf('2026-03-01T12:00:00.123456+01:00 web01 sshd[12]: Server listening on :: port 22.')
    assert.equal(timeOf(event), '2026-03-01T11:00:00.123Z')
    assert.equal(event.logsource.service, 'sshd')
    assert.equal(event.fields['pid'], 12)
    assert.equal(eventOf('2026-03-01T12:00:00Z INFO the pool is empty').format, 'plain')
  })

  test('may lack the host, the process id or the program', () => {
    const hostless = eventOf('Feb 28 10:11:12 sshd[1]: Invalid user bob from 192.0.2.1 port 22')
    assert.equal(hostless.host, 'collector')
    assert.equal(hostless.fields['user'], 'bob')
    assert.equal(eventOf('Feb 28 10:11:12 web01 kernel: oom').fields['program'], 'kernel')
    assert.deepEqual(eventOf('Feb 28 10:11:12 web01 -- MARK --').fields, {
      hostname: 'web01',
      message: '-- MARK --',
    })
  })

  test('may be of a program with blanks in its name, or of a service in brackets', () => {
    assert.equal(eventOf('Jul  1 09:00:55 mac Microsoft Word[42]: x').fields['program'], 'Microsoft Word')
    const launchd = eventOf('Jul  1 09:00:55 mac com.apple.xpc.launchd[1] (com.apple.x[90]): Service exited')
    assert.deepEqual(fieldsLike(launchd, { program: 0, pid: 0, message: 0 }), {
      program: 'com.apple.xpc.launchd',
      pid: 1,
      message: 'Service exited',
    })
  })

  test('of a device of Cisco has its product and facility', () => {
    const event = eventOf('<189>Feb 28 10:11:12 sw03 %AAA-5-USER_LOGGED: User x executed: show run')
    assert.deepEqual(event.logsource, { product: 'cisco', service: 'aaa' })
  })

  test('of free text names the addresses and users in it', () => {
    const event = eventOf('Feb 28 10:11:12 web01 myapp[1]: login of user=alice from 2001:db8::1 at 12:00:00')
    assert.deepEqual(entitiesOf(event, 'ip'), ['2001:db8::1'])
    assert.deepEqual(entitiesOf(event, 'user'), ['alice'])
  })
})

describe('an RFC 5424 line', () => {
  test('tells all its parts, with structured data as objects', () => {
    const event = eventOf(
      '<165>1 2026-02-28T22:14:15.003Z mymachine.example.com evntslog 77 ID47 ' +
        '[exampleSDID@32473 iut="3" eventSource="Appli\\"cation\\]" ip="1" ip="2" ip="3"][x@1] \uFEFFAn application event',
    )
    assert.equal(event.format, 'syslog-rfc5424')
    assert.equal(timeOf(event), '2026-02-28T22:14:15.003Z')
    assert.equal(event.host, 'mymachine.example.com')
    assert.deepEqual(event.fields, {
      hostname: 'mymachine.example.com',
      program: 'evntslog',
      pid: 77,
      facility: 'local4',
      severity: 'notice',
      msgid: 'ID47',
      structured_data: {
        'exampleSDID@32473': { iut: '3', eventSource: 'Appli"cation]', ip: ['1', '2', '3'] },
        'x@1': {},
      },
      message: 'An application event',
    })
  })

  test('may leave everything out', () => {
    const event = eventOf('<34>1 - - - - - -')
    assert.equal(event.format, 'syslog-rfc5424')
    assert.equal(event.time_ms, RECEIVED_MS)
    assert.equal(event.host, 'collector')
    assert.deepEqual(event.fields, { facility: 'auth', severity: 'crit', message: '' })
  })

  test('of a known program has its fields', () => {
    const event = eventOf(
      '<38>1 2022-01-19T14:23:55+00:00 fw.example sshd 44255 - [meta sequenceId="1"] Invalid user tutu from 1.2.3.4 port 33166',
    )
    assert.equal(event.logsource.service, 'sshd')
    assert.deepEqual(fieldsLike(event, { user: 0, src_ip: 0, src_port: 0 }), {
      user: 'tutu',
      src_ip: '1.2.3.4',
      src_port: 33166,
    })
  })

  test('keeps names that mean something to JavaScript as names', () => {
    const { fields } = eventOf('<34>1 - - - - - [__proto__ a="1"] x')
    assert.deepEqual(Object.keys(fields['structured_data'] as object), ['__proto__'])
    assert.equal(({} as Record<string, unknown>)['a'], undefined)
  })
})

describe('the syslog files of Loghub', () => {
  const files = ['Linux', 'Mac', 'OpenSSH']
  const paths = files.flatMap(name => [`logs/loghub/${name}.log`, `logs/loghub/${name}.structured.csv`])

  test('are taken apart as their ground truth says, every line', needs(...paths), () => {
    for (const name of files) {
      const truth = sharedCsv(`logs/loghub/${name}.structured.csv`)
      for (const [index, line] of sharedTexts(`logs/loghub/${name}.log`).entries()) {
        const row = truth[index] ?? {}
        const { format, fields, host } = eventOf(line)
        assert.equal(format, 'syslog', line)
        // The truth has the host under the name of the log's own columns, cuts blanks off the ends, and takes the
        // version of `syslogd 1.4.1: restart.` for a part of the name.
        const machine = { Linux: row['Level'], Mac: row['User'], OpenSSH: row['Component'] }[name]
        assert.equal(host, machine, line)
        if (row['Pid'] || row['PID']) assert.equal(String(fields['pid']), row['Pid'] || row['PID'], line)
        if (name !== 'Mac')
          assert.ok(
            String(fields['message'])
              .trim()
              .endsWith(row['Content']?.trim() ?? ''),
            line,
          )
      }
    }
  })
})
