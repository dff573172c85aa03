import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../../../../test/helpers/temporary.ts'
import { systemClock } from '../../../runtime/clock.ts'
import { silentLogger } from '../../../runtime/logger.ts'
import type { SourceRecord } from '../../source.ts'
import { listeningPort, receive } from '../../testing/receiver.ts'
import { createHttpSource, type HttpSourceOptions } from '../http-source.ts'

export const TOKEN = 'a-token-for-tests-only'

/** A listener on a free port until the test is over, and how to post lines to it. */
export async function listen(
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
