import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface CuttableProxy {
  url: string
  /** Breaks every connection and takes no new one, as when the server's process is gone. */
  cut(): Promise<void>
  /** Serves again on the same port. */
  mend(): Promise<void>
  close(): Promise<void>
}

/** Stands between a browser and a server, so that a test can take the server away and bring the same one back. */
export async function startProxy(target: string): Promise<CuttableProxy> {
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
    client.pipe(upstream).pipe(client)
  })
  let port = 0
  const listen = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address !== null && typeof address === 'object') port = address.port
  }
  const cut = async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  await listen()
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: listen,
    close: () => (server.listening ? cut() : Promise.resolve()),
  }
}
