import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entitiesOf, eventOf, fieldsLike, timeOf } from '../testing/events.ts'
import { needs, sharedTexts } from '../testing/shared-data.ts'

describe('an audit record', () => {
  test('has its time, its arguments out of their quotes, and the logsource of the audit rules', () => {
    const event = eventOf('type=EXECVE msg=audit(1604994496.155:92733): argc=2 a0="arp" a1="-a"')
    assert.equal(event.format, 'auditd')
    assert.equal(timeOf(event), '2020-11-10T07:48:16.155Z')
    assert.deepEqual(event.logsource, { product: 'linux', service: 'auditd' })
    const arguments_ = { a0: 'arp', a1: '-a', CommandLine: 'arp -a' }
    assert.deepEqual(event.fields, { type: 'EXECVE', audit_id: '92733', argc: '2', ...arguments_ })
  })

  test('is read as `ausearch --interpret` and journald write it', () => {
    const fields = { type: 'EXECVE', a0: 'arp', a1: '-a', CommandLine: 'arp -a' }
    const interpreted = eventOf('type=EXECVE msg=audit(11/10/2020 07:48:16.155:92733) : argc=2 a0=arp a1=-a ')
    assert.equal(timeOf(interpreted), '2020-11-10T07:48:16.155Z')
    const journal = eventOf('Nov 10 07:48:16 web1 audit[411]: EXECVE argc=2 a0="arp" a1="-a"')
    for (const event of [interpreted, journal]) {
      assert.equal(event.format, 'auditd')
      assert.deepEqual(fieldsLike(event, fields), fields)
    }
    const call = eventOf(
      'type=SYSCALL msg=audit(11/10/2020 07:48:16.155:1) : arch=x86_64 syscall=execve exe=/bin/sh',
    )
    assert.deepEqual([call.fields['SYSCALL'], call.fields['Image']], ['execve', '/bin/sh'])
    const title = eventOf(
      'type=PROCTITLE msg=audit(11/10/2020 07:48:16.155:1) : proctitle=chattr -i /etc/passwd ',
    )
    assert.equal(title.fields['CommandLine'], 'chattr -i /etc/passwd')
  })

  test('has hexadecimal text decoded, with blanks between the arguments of a process title', () => {
    const execve = eventOf(
      'type=EXECVE msg=audit(1600000000.123:456): argc=3 a0="sh" a1="-c" a2=6364202F746D70',
    )
    assert.equal(execve.fields['a2'], 'cd /tmp')
    const title = eventOf('type=PROCTITLE msg=audit(1600000000.123:456): proctitle=6C73002D6C61')
    assert.equal(title.fields['proctitle'], 'ls -la')
  })

  test('of a system call keeps its numbers, and names the call', () => {
    const line =
      'type=SYSCALL msg=audit(1604994496.155:92733): arch=c000003e syscall=133 success=yes exit=0 a0=10 a1=20 uid=1000 comm="mknod" exe="/bin/mknod" key=(null)'
    const fields = {
      SYSCALL: 'mknod',
      syscall: '133',
      a0: '10',
      comm: 'mknod',
      exe: '/bin/mknod',
      key: '(null)',
    }
    assert.deepEqual(fieldsLike(eventOf(line), fields), fields)
    assert.deepEqual(entitiesOf(eventOf(line), 'process'), ['/bin/mknod'])
    assert.equal(eventOf(`${line}\u001dARCH=x86_64 SYSCALL=execve UID="bob"`).fields['SYSCALL'], 'execve')
  })

  test('of a user program has what stands in its message', () => {
    const event = eventOf(
      `node=web type=USER_LOGIN msg=audit(1600000000.123:456): pid=1 uid=0 msg='op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.1 terminal=ssh res=failed'`,
    )
    const fields = {
      type: 'USER_LOGIN',
      node: 'web',
      op: 'login',
      acct: 'root',
      addr: '192.0.2.1',
      res: 'failed',
    }
    assert.deepEqual(fieldsLike(event, fields), fields)
    assert.equal(event.host, 'web')
    assert.deepEqual(entitiesOf(event, 'ip'), ['192.0.2.1'])
    assert.deepEqual(entitiesOf(event, 'user'), ['root'])
  })

  test('is recognised in every line of a real log', needs('otrf/linux-arp-cache.auditd.log'), () => {
    const events = sharedTexts('otrf/linux-arp-cache.auditd.log').map(line => eventOf(line))
    assert.equal(events.length, 12)
    assert.ok(events.every(event => event.format === 'auditd'))
    assert.ok(events.some(event => event.fields['SYSCALL'] === 'execve'))
  })
})
