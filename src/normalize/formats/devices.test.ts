import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventOf, fieldsLike, timeOf } from '../testing/events.ts'

interface Case {
  readonly what: string
  readonly line: string
  readonly logsource: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, unknown>>
  readonly time?: string
}

const FORTIGATE =
  'date=2026-03-01 time=10:11:12 devname="FGT1" devid="FG100" tz="+0100" logid="0100044547" type="event" subtype="system" action="Add" cfgpath="system.admin" msg="Add \\"eve\\" now"'
const TRAFFIC =
  'date=2026-03-01 time=10:11:12 devname=FGT1 devid=FG100 logid=0000000013 type=traffic srcip=10.0.0.1 srcport=5000 dstip=192.0.2.4 dstport=23 action=accept'
const PANOS =
  '1,2026/03/01 10:11:13,0070,TRAFFIC,end,2561,2026/03/01 10:11:12,10.0.0.1,192.0.2.4,0.0.0.0,0.0.0.0,"rule, 1",,,telnet,vsys1,trust,untrust,a,b,log,x,1,1,5000,23,0,0,0x19,tcp,allow,100'
const ADMIN = { product: 'fortigate', service: 'event' }

const CASES: readonly Case[] = [
  {
    what: 'FortiGate',
    line: FORTIGATE,
    logsource: ADMIN,
    fields: { action: 'Add', cfgpath: 'system.admin', msg: 'Add \\"eve\\" now' },
    time: '2026-03-01T09:11:12.000Z',
  },
  {
    what: 'FortiGate behind a priority',
    line: `<189>${FORTIGATE}`,
    logsource: ADMIN,
    fields: { facility: 'local7', severity: 'notice', cfgpath: 'system.admin' },
    time: '2026-03-01T09:11:12.000Z',
  },
  {
    what: 'FortiGate through a relay',
    line: `Mar  1 10:11:12 fw1 ${FORTIGATE}`,
    logsource: ADMIN,
    fields: { hostname: 'fw1', devname: 'FGT1', cfgpath: 'system.admin' },
  },
  {
    what: 'FortiGate, of its traffic',
    line: TRAFFIC,
    logsource: { product: 'fortigate', service: 'traffic', category: 'firewall' },
    fields: { src_ip: '10.0.0.1', src_port: '5000', dst_ip: '192.0.2.4', dst_port: '23', action: 'accept' },
  },
  {
    what: 'the Common Event Format',
    line: 'CEF:0|Trend Micro|Deep \\| Security|20.0|4000000|Mal|8|rt=Mar 01 2026 10:11:12 filePath=C:\\\\a b\\\\x.exe act=Quarantine src=10.0.0.1 cs1Label=Rule Name cs1=a\\=b c msg=found',
    logsource: { product: 'trendmicro' },
    fields: {
      deviceProduct: 'Deep | Security',
      name: 'Mal',
      filePath: 'C:\\a b\\x.exe',
      Filename: 'C:\\a b\\x.exe',
      src_ip: '10.0.0.1',
      Action: 'Quarantine',
      'Rule Name': 'a=b c',
      msg: 'found',
    },
    time: '2026-03-01T10:11:12.000Z',
  },
  {
    what: 'FortiGate in the Common Event Format',
    line: 'Mar  1 10:11:12 fw1 CEF:0|Fortinet|Fortigate|v7|44547|event:system|3|deviceExternalId=FG FTNTFGTtype=event FTNTFGTcfgpath=system.admin act=Add',
    logsource: ADMIN,
    fields: { cfgpath: 'system.admin', action: 'Add' },
  },
  {
    what: 'LEEF',
    line: 'LEEF:2.0|Lancope|StealthWatch|1.0|41|x5E|src=10.0.1.8^dst=10.0.0.5^srcPort=81^usrName=a b^devTime=Mar 01 2026 10:11:12',
    logsource: { product: 'lancope' },
    fields: { src_ip: '10.0.1.8', dst_ip: '10.0.0.5', src_port: '81', usrName: 'a b', eventId: '41' },
    time: '2026-03-01T10:11:12.000Z',
  },
  {
    what: 'LEEF of version 1',
    line: 'LEEF:1.0|IBM|Guardium|9|77|src=10.0.1.8\tusrName=bob',
    logsource: { product: 'ibm' },
    fields: { src_ip: '10.0.1.8', usrName: 'bob' },
  },
  {
    what: 'PAN-OS',
    line: `<14>Mar  1 10:11:12 PA-1 ${PANOS}`,
    logsource: { product: 'paloalto', service: 'traffic', category: 'firewall' },
    fields: {
      rule: 'rule, 1',
      app: 'telnet',
      src_ip: '10.0.0.1',
      dst_ip: '192.0.2.4',
      dst_port: '23',
      action: 'allow',
    },
    time: '2026-03-01T10:11:12.000Z',
  },
  {
    what: "Cisco's firewalls, of what they let in",
    line: '<166>Mar 01 2026 10:11:12: %ASA-6-302013: Built outbound TCP connection 1 for outside:192.0.2.4/23 (192.0.2.4/23) to inside:10.0.0.1/5000 (10.0.0.1/5000)',
    logsource: { product: 'cisco', service: 'asa', category: 'firewall' },
    fields: { action: 'accept', src_ip: '10.0.0.1', src_port: 5000, dst_ip: '192.0.2.4', dst_port: 23 },
  },
  {
    what: "Cisco's firewalls, of what they do not",
    line: 'Mar 01 2026 10:11:12 asa1 : %ASA-4-106023: Deny tcp src outside:203.0.113.7/5000 dst inside:10.0.0.1/23 by access-group "out" [0x0, 0x0]',
    logsource: { product: 'cisco', service: 'asa', category: 'firewall' },
    fields: { hostname: 'asa1', action: 'deny', src_ip: '203.0.113.7', dst_port: 23 },
  },
  {
    what: "Cisco's routers, with their own number and time",
    line: 'Mar  1 10:11:13 rtr1 45: *Mar  1 10:11:12.123 UTC: %AAA-5-ACCT: clear logging',
    logsource: { product: 'cisco', service: 'aaa' },
    fields: { hostname: 'rtr1', program: '%AAA-5-ACCT', message: 'clear logging' },
  },
  {
    what: "Cisco's routers, without a time of syslog",
    line: '<189>45: rtr1: Mar  1 2026 10:11:12.123: %PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:no logging host',
    logsource: { product: 'cisco', service: 'aaa' },
    fields: { hostname: 'rtr1', message: 'User:admin  logged command:no logging host' },
    time: '2026-03-01T10:11:12.123Z',
  },
  {
    what: "Cisco's routers, of sessions that several protocols have",
    line: '<187>46: Mar  1 2026 10:11:12: %TCP-6-BADAUTH: Invalid MD5 digest from 10.0.0.1:179',
    logsource: { product: 'cisco' },
    fields: { message: 'Invalid MD5 digest from 10.0.0.1:179' },
  },
  {
    what: 'HAProxy',
    line: '<134>Mar  1 10:11:12 lb1 haproxy[411]: 203.0.113.7:5000 [01/Mar/2026:10:11:12.123] http-in~ web/srv1 0/0/1/2/3 200 512 - - ---- 1/1/0/0/0 0/0 {a|b} "GET /x?y HTTP/1.1"',
    logsource: { category: 'webserver' },
    fields: {
      src_ip: '203.0.113.7',
      'cs-method': 'GET',
      'c-uri': '/x?y',
      'sc-status': 200,
      backend: 'web/srv1',
    },
    time: '2026-03-01T10:11:12.000Z',
  },
  {
    what: 'nginx through syslog',
    line: 'Mar  1 10:11:12 web1 nginx: 203.0.113.7 - - [01/Mar/2026:10:11:12 +0000] "GET /x HTTP/1.1" 200 5 "-" "curl"',
    logsource: { category: 'webserver' },
    fields: { hostname: 'web1', 'c-uri': '/x', 'c-useragent': 'curl' },
  },
  {
    what: "Amazon's load balancers",
    line: 'h2 2026-03-01T10:11:12.123456Z app/lb/50dc 203.0.113.7:5000 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET https://www.example.com:443/a?b HTTP/1.1" "curl/7" X TLSv1.2 arn "Root=1"',
    logsource: { category: 'webserver' },
    fields: { 'cs-host': 'www.example.com', 'c-uri': '/a?b', 'c-ip': '203.0.113.7', 'sc-status': 200 },
    time: '2026-03-01T10:11:12.123Z',
  },
  {
    what: 'a container, as Kubernetes keeps it',
    line: '2026-03-01T10:11:12.123456789Z stdout F 203.0.113.7 - - [01/Mar/2026:10:11:12 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl"',
    logsource: { category: 'webserver' },
    fields: { stream: 'stdout', 'c-ip': '203.0.113.7', 'c-uri': '/a' },
    time: '2026-03-01T10:11:12.000Z',
  },
  {
    what: 'a container that writes JSON',
    line: '2026-03-01T10:11:12.123456789Z stderr F {"event_type":"dns","timestamp":"2026-03-01T10:11:11Z","flow_id":1,"src_ip":"10.0.0.1","dns":{"rrname":"evil.example"}}',
    logsource: { product: 'suricata', category: 'dns' },
    fields: { query: 'evil.example' },
    time: '2026-03-01T10:11:11.000Z',
  },
  {
    what: 'a container that writes anything',
    line: '2026-03-01T10:11:12.123456789Z stderr P half a line',
    logsource: {},
    fields: { stream: 'stderr', message: 'half a line' },
    time: '2026-03-01T10:11:12.123Z',
  },
  {
    what: 'the audit daemon through syslog',
    line: 'Mar  1 10:11:13 web1 audispd: type=EXECVE msg=audit(1772359872.123:77): argc=2 a0="chattr" a1="-i"',
    logsource: { product: 'linux', service: 'auditd' },
    fields: { hostname: 'web1', type: 'EXECVE', a0: 'chattr' },
    time: '2026-03-01T10:11:12.123Z',
  },
  ...[
    'dnsmasq[411]: query[A] evil.example from 10.0.0.1',
    'dnsmasq[411]: 17 10.0.0.1/5000 query[A] evil.example from 10.0.0.1',
    'named[411]: client @0x7f 10.0.0.1#5000 (evil.example): query: evil.example IN A +E(0)K (10.0.0.2)',
    'unbound: [411:0] info: 10.0.0.1 evil.example A IN',
  ].map(message => ({
    what: `a query of names (${message.slice(0, 12)})`,
    line: `Mar  1 10:11:12 dns1 ${message}`,
    logsource: { category: 'dns' },
    fields: { query: 'evil.example', record_type: 'A', src_ip: '10.0.0.1' },
  })),
]

describe('a line of a device', () => {
  for (const { what, line, logsource, fields, time } of CASES)
    test(`of ${what} has the names of rules`, () => {
      const event = eventOf(line)
      assert.deepEqual(event.logsource, logsource)
      assert.deepEqual(fieldsLike(event, fields), fields)
      if (time !== undefined) assert.equal(timeOf(event), time)
    })

  test('that breaks off anywhere is an event all the same, and quickly', () => {
    for (const { line } of CASES)
      for (let length = 0; length <= line.length; length++)
        assert.ok(eventOf(line.slice(0, length)).raw !== undefined)
    for (const beginning of [
      'CEF:0|',
      'CEF:0|a|b|c|d|e|f|',
      'LEEF:2.0|a|b|c|d|',
      `${TRAFFIC} `,
      `${PANOS},`,
      '<1>',
    ])
      for (const part of ['a=', '\\', '|', '"', ' ', 'x x=', '%A-', '{', ',"'])
        assert.ok(eventOf(beginning + part.repeat(50_000)).raw.length > 50_000)
  })
})
