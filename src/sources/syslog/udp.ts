import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { peerAddress } from '../listener/peer.ts'

/** What the kernel may hold while this process is busy; it grants what `net.core.rmem_max` allows. */
const KERNEL_BUFFER_BYTES = 4 * 1024 * 1024

export interface Listener {
  readonly port: number
  /** Rejects when the socket breaks; settles in no other way before `close`. */
  readonly broken: Promise<never>
  /** Takes nothing more. */
  close(): Promise<void>
}

/** Listens for datagrams; each is one message (RFC 5426). Rejects with the system's error. */
export async function listenUdp(
  address: { host: string; port: number },
  onMessage: (message: Buffer, peer: string) => void,
): Promise<Listener> {
  const socket = createSocket({
    type: isIP(address.host) === 6 ? 'udp6' : 'udp4',
    recvBufferSize: KERNEL_BUFFER_BYTES,
  })
  socket.on('message', (message, { address }) => onMessage(message, peerAddress(address)))
  socket.bind(address.port, address.host)
  try {
    await once(socket, 'listening')
  } catch (error) {
    socket.close()
    throw error
  }
  const broken = Promise.withResolvers<never>()
  socket.on('error', broken.reject)
  return {
    port: socket.address().port,
    broken: broken.promise,
    async close() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}
