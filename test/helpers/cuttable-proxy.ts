import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface CuttableProxy {
  /** Stays the same while the proxy is cut and mended. */
  readonly port: number
  url: string
  /** Breaks every connection and takes no new one, as when the server's process is gone. */
  cut(): Promise<void>
  /** Serves again on the same port. */
  mend(): Promise<void>
  /** Breaks every connection; new ones are taken. */
  reset(): void
  /** Holds everything back for `ms`: connections stay, nothing comes through, as when a cable is out. */
  stall(ms: number): void
  /** Holds back everything that comes from now on for `ms` each; 0 ends it. */
  delay(ms: number): void
  close(): Promise<void>
}

/** Stands between a client and a server on loopback, so that a test can trouble the connections between them. */
export async function startProxy(target: string): Promise<CuttableProxy> {
  const sockets = new Set<Socket>()
  let stalled_until = 0
  let delay_ms = 0
  const pass = async (from: Socket, to: Socket) => {
    // Chunks wait in their order, and the sender waits for them: `for await` reads no further meanwhile.
    for await (const chunk of from) {
      const pause = Math.max(stalled_until - Date.now(), delay_ms)
      if (pause > 0) await sleep(pause)
      if (!to.write(chunk)) await once(to, 'drain')
    }
    to.end()
  }
  const server = createServer(client => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
    const broken = () => {
      client.destroy()
      upstream.destroy()
    }
    client.on('error', broken)
    upstream.on('error', broken)
    pass(client, upstream).catch(broken)
    pass(upstream, client).catch(broken)
  })
  let port = 0
  const listen = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address !== null && typeof address === 'object') port = address.port
  }
  const reset = () => {
    for (const socket of sockets) socket.destroy()
  }
  const cut = async () => {
    const closed = once(server, 'close')
    server.close()
    reset()
    await closed
  }
  await listen()
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: listen,
    reset,
    stall(ms) {
      stalled_until = Date.now() + ms
    },
    delay(ms) {
      delay_ms = ms
    },
    close: () => (server.listening ? cut() : Promise.resolve()),
  }
}
