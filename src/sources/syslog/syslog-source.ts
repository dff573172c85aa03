/**
 * Syslog over the network: UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). A record is the message as it came;
 * what it says (RFC 3164, RFC 5424) is read downstream.
 *
 * The protocol has no acknowledgements. Over TCP and TLS a sender is held back while records can not be delivered;
 * over UDP it can not be, so that what finds no room is refused and counted.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { SyslogAddress } from '../../schema/listen-address.ts'
import type { Logsource } from '../../schema/logsource.ts'
import type { OnTrouble } from '../../schema/trouble.ts'
import { bindError } from '../listener/bind-error.ts'
import { DeliveryQueue } from '../listener/delivery-queue.ts'
import { createKeptLedger } from '../listener/kept-ledger.ts'
import { ListenerLedger } from '../listener/listener-ledger.ts'
import { peerHost, urlHost } from '../listener/peer.ts'
import type { Deliver, Source, SourceRecord } from '../source.ts'
import { type Message, withoutEnding } from './framing.ts'
import { watchKernelDrops } from './kernel-drops.ts'
import { listenStream, type SyslogTls } from './stream.ts'
import { type Listener, listenUdp } from './udp.ts'

export interface SyslogSourceOptions {
  listen: SyslogAddress
  /** Needed where `listen` is `tls`. */
  tls: SyslogTls | null
  /** Where the ledger is kept over restarts. */
  ledger_file: string
  logsource?: Logsource
  clock: Clock
  logger: Logger
  onTrouble?: OnTrouble
  /** A longer message is cut; default 128 KiB. */
  message_bytes_max?: number
  /** What may wait for delivery; default 32 MiB. */
  queue_bytes_max?: number
  /** Default 256. */
  connections_max?: number
}

/** @throws SentinelError (from `run`) PORT_IN_USE or CONFIG_INVALID where the address can not be listened on */
export function createSyslogSource(options: SyslogSourceOptions): Source {
  const { listen, tls, ledger_file, logsource = {}, clock, logger, onTrouble } = options
  const {
    message_bytes_max = 128 * 1024,
    queue_bytes_max = 32 * 1024 * 1024,
    connections_max = 256,
  } = options
  const { protocol, host } = listen
  const ledger = new ListenerLedger(clock, trouble =>
    onTrouble?.({ ...trouble, source: name(), lost_bytes: 0 }),
  )
  const kept = createKeptLedger(ledger_file, ledger, { clock, logger })
  const queue = new DeliveryQueue({
    ledger,
    bytes_max: queue_bytes_max,
    batch_records_max: 2000,
    batch_bytes_max: 1024 * 1024,
  })
  const run_id = randomBytes(9).toString('base64url')
  let count = 0
  let port = listen.port
  let listening = false
  const name = () => `${protocol}://${urlHost(host)}:${port}`

  function record({ value, cut }: Message, peer: string): SourceRecord {
    if (cut) ledger.cutOne()
    const id = `${run_id}:${(count++).toString(36)}`
    return { id, source: `${protocol}://${urlHost(peer)}`, logsource, value, ...peerHost(peer) }
  }

  function onDatagram(datagram: Buffer, peer: string): void {
    const whole = withoutEnding(datagram)
    if (whole.length === 0) return
    const value = whole.subarray(0, message_bytes_max)
    if (queue.full) {
      const reason = 'datagrams were refused: records can not be delivered as fast as they come'
      ledger.lost(1, value.length, reason)
    } else {
      queue.put(record({ value, cut: value.length < whole.length }, peer))
    }
  }

  function onDrops(datagrams: number): void {
    ledger.lost(datagrams, 0, 'datagrams were refused: they come faster than they can be taken')
  }

  async function open(): Promise<Listener> {
    try {
      if (protocol === 'udp') return await listenUdp(listen, onDatagram)
      return await listenStream({
        host,
        port: listen.port,
        tls: protocol === 'tls' ? tls : null,
        message_bytes_max,
        connections_max,
        onMessage: (message, peer) => queue.put(record(message, peer)),
        whenRoom: action => queue.whenRoom(action),
        onRefused: reason => ledger.report(`a connection was refused: ${reason}`),
      })
    } catch (error) {
      throw bindError('syslog.listen', name(), error)
    }
  }

  async function run(deliver: Deliver, signal: AbortSignal): Promise<void> {
    await kept.restore()
    const listener = await open()
    port = listener.port
    listening = true
    logger.info({ address: name() }, 'listening for syslog')
    const ended = new AbortController()
    const closed = Promise.withResolvers<void>()
    const close = () => closed.resolve(listener.close())
    signal.addEventListener('abort', close, { once: true })
    if (signal.aborted) close()
    const saving = kept.save(ended.signal)
    const counting =
      protocol === 'udp' ? watchKernelDrops({ host, port }, onDrops, clock, ended.signal) : Promise.resolve()
    try {
      // The queue ends only after the listener has: what the last connections left in it is delivered, too.
      void closed.promise.then(() => ended.abort())
      await Promise.race([queue.run(deliver, ended.signal), listener.broken])
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      listening = false
      signal.removeEventListener('abort', close)
      if (!signal.aborted) close()
      await closed.promise
      ended.abort()
      await saving
      await counting
      await kept.saveNow()
    }
  }

  return {
    run,
    status: () => (kept.restored ? [ledger.row(name(), 'syslog', listening ? 'open' : 'missing')] : []),
  }
}
