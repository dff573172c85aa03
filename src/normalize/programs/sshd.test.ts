import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entitiesOf, eventOf, fieldsLike } from '../testing/events.ts'
import { needs, sharedCsv, sharedTexts } from '../testing/shared-data.ts'

const sshd = (message: string) => eventOf(`Mar  1 11:00:00 web sshd[1]: ${message}`)
const peer = { src_ip: '192.0.2.1', src_port: 4022 }

describe('a message of sshd', () => {
  for (const [message, fields] of [
    [
      'Failed password for root from 192.0.2.1 port 4022 ssh2',
      { action: 'login', outcome: 'failure', method: 'password', user: 'root', ...peer },
    ],
    [
      'Failed password for invalid user bob from 192.0.2.1 port 4022 ssh2',
      { action: 'login', outcome: 'failure', user: 'bob', invalid_user: true, ...peer },
    ],
    [
      'Failed none for invalid user  from 192.0.2.1 port 4022 ssh2',
      { action: 'login', outcome: 'failure', method: 'none', user: undefined, ...peer },
    ],
    [
      'Accepted publickey for ubuntu from 192.0.2.1 port 4022 ssh2: RSA SHA256:abc',
      {
        action: 'login',
        outcome: 'success',
        method: 'publickey',
        user: 'ubuntu',
        key: 'RSA SHA256:abc',
        ...peer,
      },
    ],
    [
      'Invalid user bob from 192.0.2.1',
      { action: 'invalid_user', user: 'bob', src_ip: '192.0.2.1', src_port: undefined },
    ],
    ['Invalid user bob from 2001:db8::1 port 22', { user: 'bob', src_ip: '2001:db8::1', src_port: 22 }],
    [
      'Connection closed by authenticating user root 192.0.2.1 port 4022 [preauth]',
      { action: 'disconnect', user: 'root', preauth: true, ...peer },
    ],
    [
      'Connection reset by invalid user bob 192.0.2.1 port 4022 [preauth]',
      { action: 'disconnect', user: 'bob', invalid_user: true, ...peer },
    ],
    [
      'Connection closed by 192.0.2.1 port 4022 [preauth]',
      { action: 'disconnect', user: undefined, ...peer },
    ],
    [
      'Disconnected from authenticating user root 192.0.2.1 port 4022 [preauth]',
      { action: 'disconnect', user: 'root', ...peer },
    ],
    ['Disconnected from 192.0.2.1 port 4022', { action: 'disconnect', ...peer }],
    [
      'Received disconnect from 192.0.2.1: 11: Bye Bye [preauth]',
      { action: 'disconnect', src_ip: '192.0.2.1', reason: 'Bye Bye' },
    ],
    [
      'Received disconnect from 192.0.2.1 port 4022:11: disconnected by user',
      { action: 'disconnect', reason: 'disconnected by user', ...peer },
    ],
    [
      'error: maximum authentication attempts exceeded for root from 192.0.2.1 port 4022 ssh2 [preauth]',
      { action: 'too_many_attempts', user: 'root', ...peer },
    ],
    [
      'error: maximum authentication attempts exceeded for invalid user bob from 192.0.2.1 port 4022 ssh2 [preauth]',
      { action: 'too_many_attempts', user: 'bob', invalid_user: true },
    ],
    [
      'User root from 192.0.2.1 not allowed because not listed in AllowUsers',
      { action: 'not_allowed_user', user: 'root', reason: 'not listed in AllowUsers', src_ip: '192.0.2.1' },
    ],
    [
      'ROOT LOGIN REFUSED FROM 192.0.2.1 port 4022 [preauth]',
      { action: 'not_allowed_user', user: 'root', ...peer },
    ],
    [
      'error: PAM: Authentication failure for james from 192.0.2.1 via 192.0.2.9',
      { action: 'login', outcome: 'failure', user: 'james', src_ip: '192.0.2.1' },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root',
      {
        action: 'login',
        outcome: 'failure',
        user: 'root',
        src_ip: '192.0.2.1',
        pam_service: 'sshd',
        tty: 'ssh',
        ruser: undefined,
      },
    ],
    [
      'pam_unix(sshd:session): session opened for user bob(uid=1000) by (uid=0)',
      { action: 'session_opened', user: 'bob', pam_type: 'session' },
    ],
    [
      'reverse mapping checking getaddrinfo for a.example [192.0.2.1] failed - POSSIBLE BREAK-IN ATTEMPT!',
      { action: 'reverse_mapping_failure', src_ip: '192.0.2.1' },
    ],
    [
      'Did not receive identification string from 192.0.2.1 port 4022',
      { action: 'no_identification', ...peer },
    ],
    [
      "Bad protocol version identification 'GET / HTTP/1.1' from 192.0.2.1 port 4022",
      { action: 'bad_protocol', ...peer },
    ],
    [
      'Unable to negotiate with 192.0.2.1 port 4022: no matching cipher found. [preauth]',
      { action: 'negotiation_failure', ...peer },
    ],
    [
      'fatal: Timeout before authentication for 192.0.2.1 port 4022',
      { action: 'disconnect', reason: 'timeout', ...peer },
    ],
    [
      'Failed password for bob from a.example port 4022 ssh2',
      { user: 'bob', src_host: 'a.example', src_ip: undefined },
    ],
    [
      'message repeated 5 times: [ Failed password for root from 192.0.2.1 port 4022 ssh2]',
      { action: 'login', repeated: 5, user: 'root', ...peer },
    ],
  ] as const) {
    test(`is understood: ${message}`, () => {
      const event = sshd(message)
      assert.deepEqual(event.logsource, { product: 'linux', service: 'sshd' })
      assert.deepEqual(fieldsLike(event, fields), fields)
      assert.equal(event.fields['message'], message)
    })
  }

  test('does not let a user name forge the address', () => {
    const event = sshd(
      'Failed password for invalid user x from 10.0.0.1 port 1 ssh2: y from 192.0.2.1 port 4022 ssh2',
    )
    assert.deepEqual(fieldsLike(event, { user: 0, ...peer }), {
      user: 'x from 10.0.0.1 port 1 ssh2: y',
      ...peer,
    })
    assert.deepEqual(entitiesOf(event, 'ip'), ['192.0.2.1'])
    assert.equal(sshd('Invalid user a from 10.0.0.1 from 192.0.2.1 port 4022').fields['src_ip'], '192.0.2.1')
  })

  test('of an old system, with PAM in the place of the program, is understood alike', () => {
    const event = eventOf(
      'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=218.188.2.4 ',
    )
    assert.equal(event.logsource.service, 'sshd')
    assert.deepEqual(fieldsLike(event, { program: 0, outcome: 0, src_ip: 0 }), {
      program: 'sshd',
      outcome: 'failure',
      src_ip: '218.188.2.4',
    })
  })
})

describe('Loghub OpenSSH', () => {
  const log = 'logs/loghub/OpenSSH.log'
  const csv = 'logs/loghub/OpenSSH.structured.csv'

  test(
    'is recognised line by line, with the address and the user that the ground truth has',
    needs(log, csv),
    () => {
      const truth = sharedCsv(csv)
      let users = 0
      let addresses = 0
      for (const [index, line] of sharedTexts(log).entries()) {
        const event = eventOf(line)
        const content = truth[index]?.['Content'] ?? ''
        assert.equal(event.logsource.service, 'sshd', line)
        const address = /(?:from|rhost=|\[|by) ?(\d+\.\d+\.\d+\.\d+)(?![\w.-])/.exec(content)?.[1]
        if (address) {
          addresses++
          assert.ok(entitiesOf(event, 'ip').includes(address), line)
        }
        const user = /(?:Failed|Accepted) \S+ for (?:invalid user )?(\S+) from|^Invalid user (\S+) from/.exec(
          content,
        )
        if (user) {
          users++
          assert.equal(event.fields['user'], user[1] ?? user[2], line)
        }
      }
      assert.ok(users > 300 && addresses > 750, `${users} users, ${addresses} addresses`)
    },
  )
})

interface HubTest {
  lines: string[]
  expected_parse?: Record<string, { success: boolean; meta?: Record<string, string> }[]>
}

describe('the parser tests of CrowdSec for sshd', () => {
  const path = 'crowdsec/hub-tests.ndjson'
  test('find the same source address and user', needs(path), () => {
    let compared = 0
    for (const text of sharedTexts(path)) {
      const hub: HubTest = JSON.parse(text)
      for (const parser of ['crowdsecurity/sshd-logs', 'crowdsecurity/sshd-success-logs']) {
        const expected = hub.expected_parse?.[parser] ?? []
        if (expected.length !== hub.lines.length) continue
        for (const [index, line] of hub.lines.entries()) {
          const meta = expected[index]?.success ? expected[index].meta : undefined
          if (!meta?.['source_ip']) continue
          const event = eventOf(line)
          assert.ok(entitiesOf(event, 'ip').includes(meta['source_ip']), line)
          const user = meta['target_user'] ?? meta['user']
          if (user) assert.equal(event.fields['user'], user, line)
          compared++
        }
      }
    }
    assert.ok(compared >= 45, `${compared} lines`)
  })
})
