import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../../../../test/helpers/temporary.ts'
import { systemClock } from '../../../runtime/clock.ts'
import { silentLogger } from '../../../runtime/logger.ts'
import type { SourceRecord } from '../../source.ts'
import { listening } from '../../testing/receiver.ts'
import { createHttpSource, type HttpSourceOptions } from '../http-source.ts'

export const TOKEN = 'a-token-for-tests-only'

/** A listener on a free port until the test is over, and how to post lines to it. */
export async function listen(
  context: TestContext,
  options: Partial<HttpSourceOptions> = {},
  refuse?: (record: SourceRecord) => boolean,
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
  const listener = await listening(context, source, refuse)
  const post = async (body: string | Buffer, headers: Record<string, string> = {}, path = '/ingest') => {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    })
    const answer: unknown = await response.json()
    return { status: response.status, headers: response.headers, answer }
  }
  return { ...listener, post }
}
