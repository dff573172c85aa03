import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { eventually } from '../../test/helpers/eventually.ts'
import { temporaryFolder } from '../../test/helpers/temporary.ts'
import { systemClock } from '../runtime/clock.ts'
import { loadConfig } from '../runtime/load-config.ts'
import { createLogger } from '../runtime/logging.ts'
import { createCollector } from './collector.ts'
import { createContext } from './context.ts'
import { openTransport } from './parts.ts'

function contextOf(data_dir: string, flags: Readonly<Record<string, string>>) {
  const config = loadConfig({
    file: null,
    environment: {},
    flags: new Map(Object.entries({ data_dir, ...flags }).map(([name, text]) => [name, [text]])),
  })
  return createContext(config, systemClock, createLogger(config, new PassThrough().resume()))
}

test('what a listener is sent before the transport is there waits for it', async context => {
  const services = contextOf(temporaryFolder(context), { 'syslog.listen': 'tcp://127.0.0.1:0' })
  const transport = await openTransport(services)
  const arrives = Promise.withResolvers<void>()
  const late = {
    ...transport,
    async ensureTopics(...topics: Parameters<typeof transport.ensureTopics>) {
      await arrives.promise
      await transport.ensureTopics(...topics)
    },
  }
  const collector = createCollector(services, late, { stdin: new PassThrough(), ends_with_sources: false })
  const abort = new AbortController()
  const ended = collector.run(abort.signal)
  context.after(async () => {
    abort.abort()
    await ended
    await transport.close()
  })
  const row = () => {
    const [row] = collector.sources()
    assert.ok(row)
    return row
  }
  await eventually(async () => assert.notEqual(row().state, 'missing'))
  connect(Number(new URL(row().source).port), '127.0.0.1').end('<13>early\n')
  await eventually(async () => assert.equal(row().waiting, 1))
  arrives.resolve()
  await eventually(async () => assert.deepEqual([row().waiting, row().published], [0, 1]))
})

test('a collector of standard input alone ends with it', async context => {
  const services = contextOf(temporaryFolder(context), { sources: '-' })
  const transport = await openTransport(services)
  context.after(() => transport.close())
  const stdin = new PassThrough()
  const collector = createCollector(services, transport, { stdin, ends_with_sources: true })
  stdin.end('one\ntwo')
  await collector.run(new AbortController().signal)
  assert.equal(collector.sources()[0]?.published, 2)
})
