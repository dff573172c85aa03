import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entitiesOf, eventOf, fieldsLike } from '../testing/events.ts'
import { needs, sharedTexts } from '../testing/shared-data.ts'

const sample = (program: string, message: string) => eventOf(`Mar  1 11:00:00 web ${program}: ${message}`)

const SAMPLES = [
  [
    'sudo',
    'sudo',
    'alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/cat /etc/shadow',
    {
      action: 'sudo',
      outcome: 'success',
      user: 'alice',
      TTY: 'pts/0',
      PWD: '/home/alice',
      USER: 'root',
      COMMAND: '/bin/cat /etc/shadow',
      reason: undefined,
    },
  ],
  [
    'sudo',
    'sudo',
    '   bob : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/bash',
    { outcome: 'failure', reason: 'user NOT in sudoers', user: 'bob', COMMAND: '/bin/bash' },
  ],
  [
    'sudo',
    'sudo',
    'bob : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh',
    { outcome: 'failure', attempts: 3, user: 'bob' },
  ],
  [
    'sudo',
    'sudo',
    'bob : TTY=pts/1 ; PWD=/ ; USER=#-1 ; COMMAND=/bin/sh -c id ; USER=x',
    { USER: '#-1', COMMAND: '/bin/sh -c id ; USER=x' },
  ],
  [
    'sudo',
    'sudo',
    'pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000)',
    { action: 'session_opened', user: 'root', by_user: 'alice', pam_service: 'sudo' },
  ],
  [
    'sudo',
    'sudo',
    'pam_unix(sudo:auth): authentication failure; logname=bob uid=1000 euid=0 tty=/dev/pts/1 ruser=bob rhost=  user=bob',
    { action: 'login', outcome: 'failure', ruser: 'bob', user: 'bob' },
  ],
  [
    'su[9]',
    'auth',
    '(to root) alice on pts/0',
    { action: 'su', outcome: 'success', target_user: 'root', user: 'alice' },
  ],
  [
    'su',
    'auth',
    'FAILED SU (to root) bob on pts/1',
    { action: 'su', outcome: 'failure', target_user: 'root', user: 'bob', tty: 'pts/1' },
  ],
  [
    'su[9]',
    'auth',
    'Successful su for root by alice',
    { outcome: 'success', target_user: 'root', user: 'alice' },
  ],
  [
    'su[9]',
    'auth',
    'BAD SU ger to fwmaster on /dev/ttyp0',
    { outcome: 'failure', target_user: 'fwmaster', user: 'ger' },
  ],
  [
    'CRON[9]',
    'cron',
    '(root) CMD (cd / && run-parts --report /etc/cron.hourly)',
    { action: 'cron_command', user: 'root', COMMAND: 'cd / && run-parts --report /etc/cron.hourly' },
  ],
  ['/USR/SBIN/CRON[9]', 'cron', '(root) CMD (x)', { user: 'root', COMMAND: 'x' }],
  [
    'crontab[9]',
    'cron',
    '(bob) REPLACE (root)',
    { action: 'crontab_replaced', user: 'bob', target_user: 'root' },
  ],
  [
    'useradd[9]',
    'auth',
    'new user: name=eve, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0',
    { action: 'user_created', target_user: 'eve', UID: '0', GID: '0', shell: '/bin/bash' },
  ],
  [
    'usermod[9]',
    'auth',
    "add 'eve' to group 'sudo'",
    { action: 'group_member_added', target_user: 'eve', group: 'sudo' },
  ],
  [
    'gpasswd[9]',
    'auth',
    'user eve added by root to group wheel',
    { action: 'group_member_added', target_user: 'eve', group: 'wheel', user: 'root' },
  ],
  ['userdel[9]', 'auth', "delete user 'eve'", { action: 'user_deleted', target_user: 'eve' }],
  [
    'passwd[9]',
    'auth',
    'pam_unix(passwd:chauthtok): password changed for eve',
    { action: 'password_changed', target_user: 'eve' },
  ],
  [
    'systemd[1]',
    'syslog',
    'Stopping firewalld - dynamic firewall daemon...',
    { action: 'unit_stopping', unit: 'firewalld - dynamic firewall daemon' },
  ],
  [
    'systemd[1]',
    'syslog',
    "nginx.service: Failed with result 'exit-code'.",
    { action: 'unit_failed', unit: 'nginx.service', reason: 'exit-code' },
  ],
  [
    'systemd-logind[1]',
    'auth',
    'New session 42 of user alice.',
    { action: 'session_opened', session: '42', user: 'alice' },
  ],
  [
    'doas',
    'auth',
    'bob ran command /bin/ksh as root from /home/bob',
    { action: 'doas', user: 'bob', target_user: 'root', COMMAND: '/bin/ksh' },
  ],
] as const

describe('a program in syslog', () => {
  for (const [program, service, message, fields] of SAMPLES) {
    test(`is understood: ${program}: ${message}`, () => {
      const event = sample(program, message)
      assert.deepEqual(event.logsource, { product: 'linux', service })
      assert.deepEqual(fieldsLike(event, fields), fields)
    })
  }

  test('keeps its message where that says something else', () => {
    const event = sample('sudo', 'unable to resolve host web')
    assert.deepEqual(event.fields, {
      hostname: 'web',
      program: 'sudo',
      message: 'unable to resolve host web',
    })
    assert.equal(event.logsource.service, 'sudo')
  })

  test('names the users of a sudo call', () => {
    assert.deepEqual(entitiesOf(sample(SAMPLES[0][0], SAMPLES[0][2]), 'user'), ['alice', 'root'])
  })
})

describe('an auth.log of a month', () => {
  const path = 'logs/elastic-examples/auth.log'
  test('is recognised: every line as syslog, and what the programs of the tables do', needs(path), () => {
    const events = sharedTexts(path).map(line => eventOf(line))
    assert.ok(events.every(event => event.format === 'syslog'))
    const count = (service: string) => events.filter(event => event.logsource.service === service).length
    assert.deepEqual(
      { sshd: count('sshd'), sudo: count('sudo'), cron: count('cron') },
      { sshd: 906, sudo: 324, cron: 112 },
    )
    const sudo = events.filter(event => String(event.fields['message']).includes('COMMAND='))
    assert.ok(sudo.length > 50 && sudo.every(event => event.fields['COMMAND'] !== undefined))
    const sshd = events.filter(event => event.logsource.service === 'sshd')
    assert.ok(sshd.filter(event => 'action' in event.fields).length / sshd.length > 0.95)
  })
})

describe('Sysmon for Linux', () => {
  const xml =
    '<Event><System><Provider Name="Linux-Sysmon"/><EventID>1</EventID><Channel>Linux-Sysmon/Operational</Channel></System><EventData><Data Name="Image">/usr/bin/curl</Data></EventData></Event>'

  test('has its event under the names that it has on Windows', () => {
    const event = sample('sysmon', xml)
    assert.deepEqual(event.logsource, { product: 'linux', service: 'sysmon', category: 'process_creation' })
    const expected = { Image: '/usr/bin/curl', EventID: 1, program: 'sysmon', hostname: 'web' }
    assert.deepEqual(fieldsLike(event, expected), expected)
  })

  test('that is cut keeps its message', () => {
    const event = sample('sysmon', xml.slice(0, 90))
    assert.deepEqual(event.logsource, { product: 'linux', service: 'syslog' })
    assert.equal(event.fields['message'], xml.slice(0, 90))
  })
})
