import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { eventually } from '../../../test/helpers/eventually.ts'
import { temporaryFolder } from '../../../test/helpers/temporary.ts'
import { isSentinelError } from '../../errors.ts'
import { systemClock } from '../../runtime/clock.ts'
import { silentLogger } from '../../runtime/logger.ts'
import { parseSyslogAddress } from '../../schema/listen-address.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { listening, listeningPort } from '../testing/receiver.ts'
import { createSyslogSource, type SyslogSourceOptions } from './syslog-source.ts'

async function listen(context: TestContext, address: string, options: Partial<SyslogSourceOptions> = {}) {
  const parsed = parseSyslogAddress(address)
  assert.ok(parsed)
  const source = createSyslogSource({
    listen: parsed,
    tls: null,
    ledger_file: join(temporaryFolder(context), 'ledger.json'),
    clock: systemClock,
    logger: silentLogger,
    ...options,
  })
  return await listening(context, source)
}

async function sendDatagrams(port: number, host: string, messages: readonly string[]): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  for (const message of messages)
    await new Promise<void>((resolve, reject) =>
      socket.send(message, port, host, error => (error ? reject(error) : resolve())),
    )
  socket.close()
}

async function connected(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host)
  await once(socket, 'connect')
  return socket
}

describe('syslog over UDP', () => {
  test('a datagram is a record, without its ending, from whom it came', async context => {
    const { receiver, port, row } = await listen(context, 'udp://127.0.0.1:0')
    await sendDatagrams(port, '127.0.0.1', ['<13>one\n', '<13>two\nlines', '\n', '<13>three'])
    await eventually(async () => assert.equal(receiver.records.length, 3))
    assert.deepEqual(receiver.texts().sort(), ['<13>one', '<13>three', '<13>two\nlines'])
    assert.equal(new Set(receiver.records.map(({ id }) => id)).size, 3)
    const [record] = receiver.records
    assert.equal(record?.source, 'udp://127.0.0.1')
    assert.equal(record?.host, undefined, 'what this machine sends is of this machine')
    await eventually(async () => assert.equal(row().published, 3))
    assert.equal(row().kind, 'syslog')
    assert.equal(row().problem, null)
  })

  test('IPv6 is served as well', async context => {
    const { receiver, port, row } = await listen(context, 'udp://[::1]:0')
    await sendDatagrams(port, '::1', ['<13>six'])
    await eventually(async () => assert.deepEqual(receiver.texts(), ['<13>six']))
    assert.equal(receiver.records[0]?.source, 'udp://[::1]')
    assert.equal(row().source, `udp://[::1]:${port}`)
  })

  test('what finds no room while delivery is stalled is refused, counted and said', async context => {
    const { receiver, port, row } = await listen(context, 'udp://127.0.0.1:0', { queue_bytes_max: 5000 })
    receiver.stall()
    const sent = Array.from({ length: 50 }, (_, index) => `<13>message ${index}`)
    await sendDatagrams(port, '127.0.0.1', sent)
    await eventually(async () => assert.equal(row().read, 50))
    assert.equal(row().waiting, 5)
    assert.match(row().problem ?? '', /^45 datagrams were refused/)
    receiver.resume()
    await eventually(async () => assert.equal(row().published, 5))
    assert.deepEqual([row().refused, row().waiting], [45, 0])
    assert.deepEqual(receiver.texts(), sent.slice(0, 5))
  })

  test('what the kernel drops is counted as well: every datagram is accounted for', {
    skip: process.platform === 'linux' ? false : 'only Linux tells what its kernel drops',
  }, async context => {
    const { port, row } = await listen(context, 'udp://127.0.0.1:0')
    const sent = 60_000
    // This process takes nothing while it waits for the other one.
    const flood = `const socket = require('node:dgram').createSocket('udp4')
      socket.connect(${port}, '127.0.0.1', async () => {
        for (let at = 0; at < ${sent}; at++)
          await new Promise((resolve, reject) => socket.send(Buffer.alloc(1000, 120), error => error ? reject(error) : resolve()))
        socket.close()
      })`
    const { status, stderr } = spawnSync(process.execPath, ['-e', flood], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    await eventually(async () => assert.equal(row().read, sent))
    await eventually(async () => assert.equal(row().waiting, 0))
    assert.ok(row().refused > 0 && row().published > 0)
    assert.match(row().problem ?? '', /datagrams were refused: they come faster/)
  })

  test('a datagram over the limit is cut and counted', async context => {
    const { receiver, port, row } = await listen(context, 'udp://127.0.0.1:0', { message_bytes_max: 10 })
    await sendDatagrams(port, '127.0.0.1', ['<13>123456789'])
    await eventually(async () => assert.deepEqual(receiver.texts(), ['<13>123456']))
    assert.match(row().problem ?? '', /^1 records were longer/)
  })
})

describe('syslog over TCP', () => {
  test('counted messages and lines arrive, the unfinished last one too', async context => {
    const { receiver, port } = await listen(context, 'tcp://127.0.0.1:0')
    const socket = await connected(port)
    socket.end('9 <13>first<13>second\n<13>last')
    await eventually(async () => assert.deepEqual(receiver.texts(), ['<13>first', '<13>second', '<13>last']))
    assert.equal(receiver.records[0]?.source, 'tcp://127.0.0.1')
  })

  test('a sender is held back while delivery is stalled, and nothing is lost', async context => {
    const { receiver, port, row } = await listen(context, 'tcp://127.0.0.1:0', { queue_bytes_max: 64 * 1024 })
    receiver.stall()
    const socket = await connected(port)
    const lines = 40_000
    const text = Array.from({ length: lines }, (_, index) => `<13>${index} ${'x'.repeat(400)}\n`).join('')
    socket.end(text)
    await eventually(async () => assert.ok(row().waiting > 0))
    const taken_bytes_max = 64 * 1024 + 64 * 1024 // The queue, and one read beyond it.
    assert.ok(row().size_bytes <= taken_bytes_max, `${row().size_bytes} bytes were taken`)
    receiver.resume()
    await eventually(async () => assert.equal(row().published, lines))
    assert.deepEqual(
      receiver.texts().map(line => Number.parseInt(line.slice(4), 10)),
      Array.from({ length: lines }, (_, index) => index),
    )
    assert.equal(row().refused, 0)
  })

  test('connections beyond the limit are refused, and it is said', async context => {
    const { receiver, port, row } = await listen(context, 'tcp://127.0.0.1:0', { connections_max: 1 })
    const first = await connected(port)
    first.write('<13>one\n')
    await eventually(async () => assert.deepEqual(receiver.texts(), ['<13>one']))
    const second = await connected(port)
    second.on('error', () => undefined)
    await once(second, 'close')
    assert.match(row().problem ?? '', /1 connections are open/)
    first.end('<13>two\n')
    await eventually(async () => assert.deepEqual(receiver.texts(), ['<13>one', '<13>two']))
  })

  test('what was received before the end is delivered, and the counts are kept over a restart', async context => {
    const ledger_file = join(temporaryFolder(context), 'ledger.json')
    const first = await listen(context, 'tcp://127.0.0.1:0', { ledger_file })
    const socket = await connected(first.port)
    socket.write('<13>one\n<13>half')
    await eventually(async () => assert.equal(first.row().read, 1))
    await first.receiver.stop()
    assert.deepEqual(first.receiver.texts(), ['<13>one', '<13>half'])
    assert.equal(first.row().state, 'missing')
    const second = await listen(context, 'tcp://127.0.0.1:0', { ledger_file })
    assert.deepEqual([second.row().read, second.row().published], [2, 2])
  })

  test('what could not be delivered before the end counts as refused after it', async context => {
    const ledger_file = join(temporaryFolder(context), 'ledger.json')
    const options = { tls: null, ledger_file, clock: systemClock, logger: silentLogger }
    const source = createSyslogSource({ listen: { protocol: 'tcp', host: '127.0.0.1', port: 0 }, ...options })
    const abort = new AbortController()
    const ended = source.run(async () => {
      await once(abort.signal, 'abort')
      throw new Error('the broker is away')
    }, abort.signal)
    const socket = await connected(await listeningPort(source))
    socket.on('error', () => undefined)
    socket.write('<13>one\n<13>two\n')
    await eventually(async () => assert.equal(source.status()[0]?.waiting, 2))
    abort.abort()
    await ended
    const { row } = await listen(context, 'tcp://127.0.0.1:0', { ledger_file })
    assert.deepEqual([row().read, row().published, row().refused, row().waiting], [2, 0, 2, 0])
  })

  test('a port that is taken ends the source with a clear error', async context => {
    const { port } = await listen(context, 'tcp://127.0.0.1:0')
    const second = createSyslogSource({
      listen: { protocol: 'tcp', host: '127.0.0.1', port },
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

describe('syslog over TLS', () => {
  test('counted messages arrive over TLS', async context => {
    const { cert, key } = await makeCertificate(temporaryFolder(context))
    const { receiver, port, row } = await listen(context, 'tls://127.0.0.1:0', { tls: { cert, key } })
    const socket = connectTls({ port, host: '127.0.0.1', ca: cert })
    await once(socket, 'secureConnect')
    socket.end('13 <13>encrypted')
    await eventually(async () => assert.deepEqual(receiver.texts(), ['<13>encrypted']))
    assert.equal(row().problem, null)
  })

  test('plain text where TLS is spoken gives no record', async context => {
    const { cert, key } = await makeCertificate(temporaryFolder(context))
    const { receiver, port, row } = await listen(context, 'tls://127.0.0.1:0', { tls: { cert, key } })
    const socket = await connected(port)
    socket.on('error', () => undefined)
    socket.write('<13>in the clear\n')
    await eventually(async () => assert.match(row().problem ?? '', /connection was refused/))
    assert.deepEqual(receiver.texts(), [])
  })

  test('where a client authority is named, a client without its certificate is refused', async context => {
    const server = await makeCertificate(temporaryFolder(context))
    const client = await makeCertificate(temporaryFolder(context))
    const { receiver, port, row } = await listen(context, 'tls://127.0.0.1:0', {
      tls: { cert: server.cert, key: server.key, client_ca: client.cert },
    })
    const stranger = connectTls({ port, host: '127.0.0.1', ca: server.cert })
    stranger.on('error', () => undefined)
    stranger.write('<13>stranger\n')
    await eventually(async () => assert.match(row().problem ?? '', /connection was refused/))
    const known = connectTls({ port, host: '127.0.0.1', ca: server.cert, ...client })
    known.end('<13>known\n')
    await eventually(async () => assert.deepEqual(receiver.texts(), ['<13>known']))
  })
})
