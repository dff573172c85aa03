import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entitiesOf, eventOf, fieldsLike, timeOf } from '../testing/events.ts'
import { needs, sharedCsv, sharedTexts } from '../testing/shared-data.ts'

const TIME = '[28/Feb/2026:10:11:12 +0100]'

describe('an access log line', () => {
  test('in the Combined Log Format has the fields of the Sigma taxonomy', () => {
    const event = eventOf(
      `192.0.2.1 - alice ${TIME} "GET /a/b.php?id=1%20or%201 HTTP/1.1" 404 512 "https://example.com/" "curl/8.0"`,
    )
    assert.equal(event.format, 'access-log')
    assert.equal(timeOf(event), '2026-02-28T09:11:12.000Z')
    assert.deepEqual(event.logsource, { category: 'webserver' })
    assert.deepEqual(event.fields, {
      'c-ip': '192.0.2.1',
      src_ip: '192.0.2.1',
      'cs-username': 'alice',
      'cs-method': 'GET',
      'cs-uri': '/a/b.php?id=1%20or%201',
      'c-uri': '/a/b.php?id=1%20or%201',
      'cs-uri-stem': '/a/b.php',
      'cs-uri-query': '/a/b.php?id=1%20or%201',
      'cs-version': 'HTTP/1.1',
      'sc-status': 404,
      'sc-bytes': 512,
      'cs-referer': 'https://example.com/',
      'cs-user-agent': 'curl/8.0',
      'c-useragent': 'curl/8.0',
    })
    assert.deepEqual(entitiesOf(event, 'ip'), ['192.0.2.1'])
    assert.deepEqual(entitiesOf(event, 'user'), ['alice'])
  })

  for (const [name, line, fields] of [
    [
      'in the Common Log Format',
      `192.0.2.1 - - ${TIME} "GET / HTTP/1.0" 200 -`,
      { 'c-ip': '192.0.2.1', 'sc-status': 200, 'sc-bytes': undefined, 'cs-username': undefined },
    ],
    [
      'with a virtual host in front',
      `example.com:443 192.0.2.1 - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "-"`,
      { 'cs-host': 'example.com:443', 'c-ip': '192.0.2.1', 'cs-user-agent': undefined },
    ],
    [
      'with more behind',
      `192.0.2.1 - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x" "10.0.0.1" 0.003 [up]`,
      { 'cs-user-agent': 'x', 'sc-status': 200 },
    ],
    [
      'of an IPv6 client',
      `2001:db8::1 - - ${TIME} "GET / HTTP/2.0" 200 5 "-" "x"`,
      { 'c-ip': '2001:db8::1', 'cs-version': 'HTTP/2.0' },
    ],
    [
      'of a named client',
      `crawl.example.net - - ${TIME} "GET / HTTP/1.1" 200 5`,
      { 'c-ip': 'crawl.example.net', src_ip: undefined },
    ],
    [
      'with quotes in the agent',
      `192.0.2.1 - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "a \\"b\\" c\\\\"`,
      { 'cs-user-agent': 'a \\"b\\" c\\\\' },
    ],
    [
      'with blanks in the target',
      `192.0.2.1 - - ${TIME} "GET /a b?c HTTP/1.1" 400 5 "-" "-"`,
      { 'cs-uri': '/a b?c', 'cs-uri-stem': '/a b' },
    ],
    [
      'with a TLS handshake for a request',
      `192.0.2.1 - - ${TIME} "\\x16\\x03\\x01" 400 157 "-" "-"`,
      { request: '\\x16\\x03\\x01', 'cs-method': undefined, 'sc-status': 400 },
    ],
    [
      'without a request',
      `192.0.2.1 - - ${TIME} "-" 408 - "-" "-"`,
      { request: undefined, 'sc-status': 408 },
    ],
    [
      'with blanks in the user',
      `192.0.2.1 - john doe ${TIME} "GET / HTTP/1.1" 401 5`,
      { 'cs-username': 'john doe' },
    ],
  ] as const) {
    test(`${name} is understood`, () => {
      const event = eventOf(line)
      assert.equal(event.format, 'access-log')
      assert.deepEqual(fieldsLike(event, fields), fields)
    })
  }

  test(
    'is recognised in every line of real logs but one that is cut',
    needs('logs/elastic-examples/access-apache-combined.log', 'logs/web-attack/tomcat-webshell-access.log'),
    () => {
      const apache = sharedTexts('logs/elastic-examples/access-apache-combined.log').map(line =>
        eventOf(line),
      )
      assert.ok(
        apache.every(event => event.format === 'access-log' && event.fields['cs-method'] !== undefined),
      )
      const tomcat = sharedTexts('logs/web-attack/tomcat-webshell-access.log').map(line => eventOf(line))
      assert.ok(tomcat.filter(event => event.format === 'access-log').length >= tomcat.length - 1)
    },
  )
})

interface HubTest {
  lines: string[]
  expected_parse?: Record<string, { success: boolean; meta?: Record<string, string> }[]>
}

describe('the parser tests of CrowdSec for nginx', () => {
  const path = 'crowdsec/hub-tests.ndjson'
  test('find the same client, path, status and agent', needs(path), () => {
    let compared = 0
    for (const text of sharedTexts(path)) {
      const hub: HubTest = JSON.parse(text)
      const expected = hub.expected_parse?.['crowdsecurity/nginx-logs'] ?? []
      if (expected.length !== hub.lines.length) continue
      for (const [index, line] of hub.lines.entries()) {
        const meta = expected[index]?.meta
        const event = eventOf(line)
        if (!meta?.['source_ip']) continue
        assert.ok(entitiesOf(event, 'ip').includes(meta['source_ip']), line)
        if (event.format !== 'access-log') continue
        assert.equal(event.fields['cs-uri'], meta['http_path'], line)
        assert.equal(String(event.fields['sc-status']), meta['http_status'], line)
        if (meta['http_user_agent'] !== '-')
          assert.equal(event.fields['cs-user-agent'], meta['http_user_agent'], line)
        compared++
      }
    }
    assert.ok(compared >= 25, `${compared} lines`)
  })
})

describe('an error log line', () => {
  test('of Apache 2.4 is understood', () => {
    const event = eventOf(
      '[Sat Feb 28 21:34:49.453232 2026] [access_compat:error] [pid 17512:tid 140123104306944] [client 192.0.2.1:51380] AH01797: client denied by server configuration: /var/www/x, referer: http://example.com/',
    )
    assert.equal(event.format, 'apache-error')
    assert.equal(timeOf(event), '2026-02-28T21:34:49.453Z')
    assert.deepEqual(event.logsource, { service: 'apache' })
    assert.deepEqual(event.fields, {
      level: 'error',
      module: 'access_compat',
      pid: 17512,
      src_ip: '192.0.2.1',
      src_port: 51380,
      code: 'AH01797',
      referer: 'http://example.com/',
      message: 'client denied by server configuration: /var/www/x, referer: http://example.com/',
    })
  })

  test('of Apache 2.2 or of an IPv6 client is understood', () => {
    const old = eventOf('[Wed Jul 17 23:20:45 2013] [error] [client 127.0.0.1] client denied')
    assert.deepEqual(old.fields, { level: 'error', src_ip: '127.0.0.1', message: 'client denied' })
    const six = eventOf('[Wed Jul 17 23:20:45 2013] [core:info] [pid 1] [client [2001:db8::1]:80] x')
    assert.equal(six.fields['src_ip'], '2001:db8::1')
  })

  test('of nginx is understood', () => {
    const event = eventOf(
      '2026/02/28 21:34:49 [error] 12#13: *5 user "bob": password mismatch, client: 192.0.2.1, server: example.com, request: "GET /admin?a=1 HTTP/1.1", host: "example.com", referrer: "https://x/"',
    )
    assert.equal(event.format, 'nginx-error')
    assert.deepEqual(event.logsource, { service: 'nginx' })
    const fields = {
      level: 'error',
      pid: 12,
      src_ip: '192.0.2.1',
      server: 'example.com',
      'cs-host': 'example.com',
      'cs-method': 'GET',
      'cs-uri': '/admin?a=1',
      'cs-referer': 'https://x/',
      user: 'bob',
    }
    assert.deepEqual(fieldsLike(event, fields), fields)
  })

  test(
    'of Loghub has time and level as the ground truth says',
    needs('logs/loghub/Apache.log', 'logs/loghub/Apache.structured.csv'),
    () => {
      const truth = sharedCsv('logs/loghub/Apache.structured.csv')
      for (const [index, line] of sharedTexts('logs/loghub/Apache.log').entries()) {
        const event = eventOf(line)
        assert.equal(event.format, 'apache-error')
        assert.equal(event.fields['level'], truth[index]?.['Level'])
        assert.equal(event.time_ms, Date.parse(`${truth[index]?.['Time']} UTC`))
      }
    },
  )
})
