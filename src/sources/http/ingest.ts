/**
 * One request: its lines go to the transport in batches as they come, and it is answered when all are acknowledged.
 * What was sent before a failure may have been taken already, and the answer tells how much; with `X-Batch-Id` the
 * same lines have the same ids when the request is repeated, so that no alert is made twice.
 */
import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { amountOf, refusedOf } from '../balance.ts'
import { BoundedLines, type Line } from '../listener/bounded-lines.ts'
import { RECORD_OVERHEAD_BYTES } from '../listener/delivery-queue.ts'
import type { ListenerLedger } from '../listener/listener-ledger.ts'
import { peerAddress, peerHost, urlHost } from '../listener/peer.ts'
import type { Deliver, SourceRecord } from '../source.ts'
import { bodyOf } from './body.ts'
import { type Origin, originOf } from './origin.ts'
import { tryLater } from './refusal.ts'

const BATCH_RECORDS_MAX = 2000
const BATCH_BYTES_MAX = 1024 * 1024

export interface Outcome {
  accepted: number
  refused: number
}

export interface IngestOptions {
  ledger: ListenerLedger
  memory: RequestMemory
  body_bytes_max: number
  line_bytes_max: number
  /** An id for a line of no batch. */
  freshId: () => string
}

/** What all requests hold at the moment; the one that goes beyond the bound is told to come again. */
export class RequestMemory {
  readonly #bytes_max: number
  #bytes = 0

  constructor(bytes_max: number) {
    this.#bytes_max = bytes_max
  }

  /** @throws Refusal (429) */
  change(by: number): void {
    this.#bytes += by
    if (by > 0 && this.#bytes > this.#bytes_max)
      throw tryLater(429, 'more lines than can be delivered at the moment', 'fewer; try again')
  }
}

/**
 * Adds to `outcome` as batches are acknowledged, so that it holds after a failure, too.
 * @throws Refusal, or another error where the sender went away or the collector ends
 */
export async function ingest(
  request: IncomingMessage,
  query: URLSearchParams,
  deliver: Deliver,
  outcome: Outcome,
  { ledger, memory, body_bytes_max, line_bytes_max, freshId }: IngestOptions,
): Promise<void> {
  const origin = originOf(query, request.headers)
  const record = recordMaker(origin, peerAddress(request.socket.remoteAddress), freshId)
  const lines = new BoundedLines(line_bytes_max)
  let batch: SourceRecord[] = []
  let batch_bytes = 0
  let held_bytes = 0
  const hold = (bytes = batch_bytes + batch.length * RECORD_OVERHEAD_BYTES + lines.held_bytes) => {
    const change = bytes - held_bytes
    held_bytes = bytes
    memory.change(change)
  }
  const flush = async () => {
    const records = batch
    if (records.length === 0) return
    ;[batch, batch_bytes] = [[], 0]
    ledger.took(amountOf(records))
    const { refused } = await deliver(records)
    ledger.settled(amountOf(records), refusedOf(records, refused))
    outcome.accepted += records.length - refused.length
    outcome.refused += refused.length
  }
  const take = async (completed: readonly Line[]) => {
    for (const line of completed) {
      if (line.value.length === 0) continue
      if (line.cut) ledger.cutOne()
      batch.push(record(line))
      batch_bytes += line.value.length
      if (batch.length < BATCH_RECORDS_MAX && batch_bytes < BATCH_BYTES_MAX) continue
      hold()
      await flush()
    }
    hold()
  }

  try {
    for await (const chunk of bodyOf(request, body_bytes_max)) await take(lines.push(chunk))
    await take(lines.end())
    await flush()
  } finally {
    hold(0)
  }
}

function recordMaker(
  { source, host, batch, ...logsource }: Origin,
  peer: string,
  freshId: () => string,
): (line: Line) => SourceRecord {
  const origin = {
    source: source ?? `http://${urlHost(peer)}`,
    ...(host === undefined ? peerHost(peer) : { host }),
    logsource,
  }
  // Two senders that number their batches alike must not hide each other's lines.
  const sender = fingerprint(origin.source)
  const id = (line: Line) =>
    batch === undefined ? freshId() : `${batch}:${line.number}:${sender}${fingerprint(line.value)}`
  return line => ({ id: id(line), ...origin, value: line.value })
}

const fingerprint = (data: string | Uint8Array) => hash('sha256', data, 'base64url').slice(0, 12)
