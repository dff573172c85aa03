import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { eventually } from '../../../test/helpers/eventually.ts'
import { listen, TOKEN } from './testing/listen.ts'

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
