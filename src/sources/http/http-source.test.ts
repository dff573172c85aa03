import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, type TestContext, test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { eventually } from '../../../test/helpers/eventually.ts'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { isSentinelError } from '../../errors.ts'
import { systemClock } from '../../runtime/clock.ts'
import { silentLogger } from '../../runtime/logger.ts'
import type { SourceRecord } from '../source.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { listeningPort, receive } from '../testing/receiver.ts'
import { createHttpSource, type HttpSourceOptions } from './http-source.ts'

const TOKEN = 'a-token-for-tests-only'

async function listen(
  context: TestContext,
  options: Partial<HttpSourceOptions> = {},
  refuse: (record: SourceRecord) => boolean = () => false,
) {
  const source = createHttpSource({
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    tls: null,
    ledger_file: join(temporaryFolder(context), 'ledger.json'),
    clock: systemClock,
    logger: silentLogger,
    ...options,
  })
  const receiver = receive(context, source, refuse)
  const port = await listeningPort(source)
  const row = () => {
    const [row] = source.status()
    assert.ok(row)
    assert.equal(row.read, row.published + row.refused + row.waiting)
    return row
  }
  const post = async (body: string | Buffer, headers: Record<string, string> = {}, path = '/ingest') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    })
    const answer: unknown = await response.json()
    return { status: response.status, headers: response.headers, answer }
  }
  return { source, receiver, port, row, post }
}

describe('lines over HTTP', () => {
  test('each line is a record, and the answer tells how many were taken', async context => {
    const { receiver, post, row } = await listen(context)
    const { status, answer } = await post('{"a":1}\r\n\n{"b":2}\nlast')
    assert.equal(status, 200)
    assert.deepEqual(answer, { accepted: 3, refused: 0 })
    assert.deepEqual(receiver.texts(), ['{"a":1}', '{"b":2}', 'last'])
    assert.equal(receiver.records[0]?.source, 'http://127.0.0.1')
    assert.deepEqual([row().kind, row().published], ['http', 3])
  })

  test('gzip and deflate are unpacked', async context => {
    const { receiver, post } = await listen(context)
    assert.equal((await post(gzipSync('one\ntwo\n'), { 'content-encoding': 'gzip' })).status, 200)
    assert.equal((await post(deflateSync('three\n'), { 'content-encoding': 'deflate' })).status, 200)
    assert.deepEqual(receiver.texts(), ['one', 'two', 'three'])
  })

  test('the answer waits for the acknowledgement', async context => {
    const { receiver, post, row } = await listen(context)
    receiver.stall()
    let answered = false
    const posted = post('one\n').finally(() => {
      answered = true
    })
    await eventually(async () => assert.equal(row().waiting, 1))
    assert.equal(answered, false)
    receiver.resume()
    assert.equal((await posted).status, 200)
  })

  test('what the broker refuses for good is told', async context => {
    const { post, row } = await listen(context, {}, ({ value }) => value.length > 3)
    const { answer } = await post('one\nthree\ntwo\n')
    assert.deepEqual(answer, { accepted: 2, refused: 1 })
    assert.equal(row().refused, 1)
  })

  test('source, host and logsource are taken from the query or from header fields', async context => {
    const { receiver, post } = await listen(context)
    const fields = { 'x-log-source': 'shop', 'x-log-product': 'linux', 'x-log-host': 'web1' }
    assert.equal((await post('one', fields, '/ingest?service=sshd&host=web2')).status, 200)
    const [record] = receiver.records
    assert.deepEqual(
      [record?.source, record?.host, record?.logsource],
      ['shop', 'web2', { product: 'linux', service: 'sshd' }],
    )
    for (const query of [
      'colour=red',
      'source=',
      'source=%1b[2J',
      'batch=a/b',
      `product=${'x'.repeat(101)}`,
    ]) {
      assert.equal((await post('two', {}, `/ingest?${query}`)).status, 400, query)
    }
    assert.equal(receiver.records.length, 1)
  })

  test('a repeated batch has the same ids, another one and another line have others', async context => {
    const { receiver, post } = await listen(context)
    await post('one\ntwo\n', { 'x-batch-id': 'b1' })
    await post('one\ntwo\n', { 'x-batch-id': 'b1' })
    await post('one\nthree\n', { 'x-batch-id': 'b1' })
    await post('one\n', { 'x-batch-id': 'b2' })
    await post('one\n', { 'x-batch-id': 'b1', 'x-log-source': 'other' })
    await post('one\n')
    const ids = receiver.records.map(({ id }) => id)
    assert.deepEqual(ids.slice(2, 4), ids.slice(0, 2))
    assert.equal(ids[4], ids[0])
    assert.equal(new Set(ids).size, 6)
  })

  test('without the token nothing is taken', async context => {
    const { receiver, post } = await listen(context)
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
      const { status, headers } = await post('one', { authorization })
      assert.equal(status, 401, authorization)
      assert.equal(headers.get('www-authenticate'), 'Bearer')
    }
    assert.deepEqual(receiver.records, [])
  })

  test('the token may be given as its hash', async context => {
    const hash = createHash('sha256').update(TOKEN).digest('hex')
    const { post } = await listen(context, { token: `sha256:${hash}` })
    assert.equal((await post('one')).status, 200)
    assert.equal((await post('one', { authorization: `Bearer sha256:${hash}` })).status, 401)
  })

  test('other paths and methods are refused', async context => {
    const { port, post } = await listen(context)
    assert.equal((await post('one', {}, '/other')).status, 404)
    const got = await fetch(`http://127.0.0.1:${port}/ingest`)
    assert.deepEqual([got.status, got.headers.get('allow')], [405, 'POST'])
  })

  test('broken data and unknown codings are refused', async context => {
    const { receiver, post } = await listen(context)
    const packed = gzipSync('one\ntwo\n')
    assert.equal((await post('no gzip at all', { 'content-encoding': 'gzip' })).status, 400)
    assert.equal((await post(packed.subarray(0, -6), { 'content-encoding': 'gzip' })).status, 400)
    assert.equal((await post('one', { 'content-encoding': 'br' })).status, 415)
    assert.deepEqual(receiver.records, [])
    assert.equal((await post('after\n')).status, 200)
  })

  test('a body beyond the limit is refused, also when it only unpacks to it', async context => {
    const { post, row } = await listen(context, { body_bytes_max: 100_000 })
    assert.equal((await post('x'.repeat(100_001))).status, 413)
    assert.equal(row().read, 0)
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    assert.equal((await post(bomb, { 'content-encoding': 'gzip' })).status, 413)
    assert.equal((await post('x'.repeat(100_000))).status, 200)
  })

  test('a long line is cut and counted', async context => {
    const { receiver, post, row } = await listen(context, { line_bytes_max: 5 })
    await post('1234567\n12345\r\n')
    assert.deepEqual(receiver.texts(), ['12345', '12345'])
    assert.match(row().problem ?? '', /^1 records were longer/)
  })
})

describe('lines over HTTP under load', () => {
  test('more requests than can be served are told when to come again', async context => {
    const { receiver, post, row } = await listen(context, { requests_max: 2 })
    receiver.stall()
    const first = [post('one'), post('two')]
    await eventually(async () => assert.equal(row().waiting, 2))
    const { status, headers } = await post('three')
    assert.deepEqual([status, headers.get('retry-after')], [429, '5'])
    receiver.resume()
    for (const { status } of await Promise.all(first)) assert.equal(status, 200)
    assert.equal((await post('three')).status, 200)
  })

  test('what waits for delivery is bounded over all requests', async context => {
    const { receiver, post, row } = await listen(context, { memory_bytes_max: 100_000 })
    receiver.stall()
    const first = post('x'.repeat(60_000))
    await eventually(async () => assert.equal(row().waiting, 1))
    assert.equal((await post('y'.repeat(60_000))).status, 429)
    receiver.resume()
    assert.equal((await first).status, 200)
    assert.equal((await post('y'.repeat(60_000))).status, 200)
  })

  test('a large body streams through in batches', async context => {
    const { receiver, post } = await listen(context, { memory_bytes_max: 8 * 1024 * 1024 })
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index} ${'x'.repeat(400)}`)
    const { answer } = await post(gzipSync(lines.join('\n')), { 'content-encoding': 'gzip' })
    assert.deepEqual(answer, { accepted: 60_000, refused: 0 })
    assert.deepEqual(receiver.texts(), lines)
  })

  test('a sender that goes away leaves no half line, and the next one is served', async context => {
    const { receiver, port, post, row } = await listen(context, { requests_max: 1 })
    const socket = connect(port, '127.0.0.1')
    socket.write(`POST /ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\n`)
    socket.write('Content-Length: 100\r\n\r\none\nhal')
    await once(socket, 'connect')
    await eventually(async () => assert.equal((await post('probe')).status, 429))
    socket.destroy()
    await eventually(async () => assert.equal((await post('next')).status, 200))
    assert.ok(!receiver.texts().includes('hal'))
    assert.equal(row().waiting, 0)
  })

  test('a body is not asked for where the request is refused', async context => {
    const { port } = await listen(context)
    const request = httpRequest({
      port,
      path: '/ingest',
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 1000 },
    })
    let continued = false
    request.on('continue', () => {
      continued = true
    })
    request.flushHeaders()
    const [response] = await once(request, 'response')
    assert.equal(response.statusCode, 401)
    assert.equal(continued, false)
    request.destroy()
  })

  test('the end waits for what is being delivered, and for nothing that is still to come', async context => {
    const { receiver, port, post, row } = await listen(context)
    receiver.stall()
    const waiting = post('one')
    await eventually(async () => assert.equal(row().waiting, 1))
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 9\r\n\r\n`,
    )
    await once(socket, 'connect')
    await receiver.stop()
    assert.equal((await waiting).status, 200)
    assert.equal(row().published, 1)
  })
})

describe('the listener for lines over HTTP', () => {
  test('speaks TLS where it has a certificate', async context => {
    const { cert, key } = await makeCertificate(temporaryFolder(context))
    const { port, receiver } = await listen(context, { tls: { cert, key } })
    const request = httpsRequest({
      port,
      ca: cert,
      path: '/ingest',
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    request.end('one\n')
    const [response] = await once(request, 'response')
    assert.equal(await text(response), '{"accepted":1,"refused":0}\n')
    assert.deepEqual(receiver.texts(), ['one'])
  })

  test('a certificate that is none ends the source with a clear error', async context => {
    const source = createHttpSource({
      host: '127.0.0.1',
      port: 0,
      token: TOKEN,
      tls: { cert: 'no certificate', key: 'no key' },
      ledger_file: join(temporaryFolder(context), 'ledger.json'),
      clock: systemClock,
      logger: silentLogger,
    })
    await assert.rejects(
      source.run(async () => ({ refused: [] }), new AbortController().signal),
      error => isSentinelError(error, 'CONFIG_INVALID'),
    )
  })

  test('a port that is taken ends the source with a clear error', async context => {
    const { port } = await listen(context)
    const second = createHttpSource({
      host: '127.0.0.1',
      port,
      token: TOKEN,
      tls: null,
      ledger_file: join(temporaryFolder(context), 'ledger.json'),
      clock: systemClock,
      logger: silentLogger,
    })
    await assert.rejects(
      second.run(async () => ({ refused: [] }), new AbortController().signal),
      error => isSentinelError(error, 'PORT_IN_USE'),
    )
  })
})
