import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { eventually } from '../../../test/helpers/eventually.ts'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { isSentinelError } from '../../errors.ts'
import { systemClock } from '../../runtime/clock.ts'
import { silentLogger } from '../../runtime/logger.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { createHttpSource } from './http-source.ts'
import { listen, TOKEN } from './testing/listen.ts'

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
