import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { peerAddress } from '../listener/peer.ts'
import { type Message, SyslogFraming } from './framing.ts'
import type { Listener } from './udp.ts'

const HANDSHAKE_MS_MAX = 10_000
/** A peer that vanished without a word frees its place after some minutes. */
const KEEP_ALIVE_AFTER_MS = 60_000

export interface SyslogTls {
  /** PEM. */
  cert: string
  key: string
  /** PEM of the authority that must have signed a client's certificate; without, none is asked for. */
  client_ca?: string
}

export interface StreamOptions {
  host: string
  port: number
  tls: SyslogTls | null
  message_bytes_max: number
  connections_max: number
  /** Takes a message. Where it returns false, the connection is read no further until `whenRoom` calls back. */
  onMessage(message: Message, peer: string): boolean
  whenRoom(action: () => void): () => void
  /** A connection that was not let in, with the reason. */
  onRefused(reason: string): void
}

/** Listens for connections that carry syslog messages, over TCP (RFC 6587) or TLS (RFC 5425). */
export async function listenStream(options: StreamOptions): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createStreamServer(options, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    receive(socket, options)
  })
  server.maxConnections = options.connections_max
  server.on('drop', () => options.onRefused(`${options.connections_max} connections are open`))
  server.listen(options.port, options.host)
  await once(server, 'listening')
  const broken = Promise.withResolvers<never>()
  server.on('error', broken.reject)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    broken: broken.promise,
    async close() {
      const closed = once(server, 'close')
      server.close()
      const ended = [...sockets].map(socket => once(socket, 'close'))
      for (const socket of sockets) socket.destroy()
      await Promise.all([closed, ...ended])
    },
  }
}

function createStreamServer({ tls, onRefused }: StreamOptions, onSocket: (socket: Socket) => void): Server {
  if (tls === null) return createServer(onSocket)
  const { cert, key, client_ca } = tls
  const server = createTlsServer(
    {
      cert,
      key,
      handshakeTimeout: HANDSHAKE_MS_MAX,
      ...(client_ca !== undefined && { ca: client_ca, requestCert: true, rejectUnauthorized: true }),
    },
    onSocket,
  )
  server.on('tlsClientError', error => onRefused(error.message))
  return server
}

function receive(socket: Socket, { message_bytes_max, onMessage, whenRoom }: StreamOptions): void {
  const framing = new SyslogFraming(message_bytes_max)
  const peer = peerAddress(socket.remoteAddress)
  let stopWaiting: (() => void) | null = null
  const take = (messages: readonly Message[]) => {
    let room = true
    for (const message of messages) room = onMessage(message, peer)
    if (room || stopWaiting !== null) return
    socket.pause()
    stopWaiting = whenRoom(() => {
      stopWaiting = null
      socket.resume()
    })
  }
  socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS)
  socket.on('data', chunk => take(framing.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))
  // A connection that breaks is closed as well; what came before it broke counts.
  socket.on('error', () => undefined)
  socket.once('close', () => {
    stopWaiting?.()
    for (const message of framing.end()) onMessage(message, peer)
  })
}
