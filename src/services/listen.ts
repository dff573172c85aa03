import type { FastifyInstance } from 'fastify'
import { messageOf, SentinelError } from '../errors.ts'
import type { Config } from '../schema/config.ts'

/**
 * Starts listening. Resolves with the address to show to people.
 * @throws SentinelError PORT_IN_USE or CONFIG_INVALID
 */
export async function listen(
  server: FastifyInstance,
  { host }: Pick<Config, 'host'>,
  port: number,
): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') {
      throw new SentinelError('PORT_IN_USE', {
        where: `--port ${port}`,
        found: `another program listens on ${host}:${port}`,
        expected: 'a free port',
        remedy: 'Give another --port, or 0 for any free one',
        cause: error,
      })
    }
    throw new SentinelError('CONFIG_INVALID', {
      where: `--host ${host} --port ${port}`,
      found: messageOf(error),
      expected: 'an address of this machine and a port that may be listened on',
      cause: error,
    })
  }
}
