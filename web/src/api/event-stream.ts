/**
 * Reads server-sent events over `fetch`. The browser's own EventSource gives up for good on an answer such as
 * 502, can not tell a 401 from it, and can not begin after a known event: all three are needed to lose nothing.
 */
import { errorOf } from './client.ts'

export interface ServerSentEvent {
  id: string
  event: string
  data: string
}

/** Splits a stream of text into events (WHATWG HTML, "Parsing an event stream"). */
export class EventStreamParser {
  #rest = ''
  #id = ''
  #event = ''
  #data: string[] = []

  /** The last id that was sent, with an event or alone; empty if there was none. */
  get lastEventId(): string {
    return this.#id
  }

  /** The events that `chunk` completes. */
  push(chunk: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = []
    const lines = (this.#rest + chunk).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
      if (line !== '') this.#field(line)
      else if (this.#data.length > 0) {
        events.push({ id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') })
        this.#event = ''
        this.#data = []
      } else this.#event = ''
    }
    return events
  }

  #field(line: string): void {
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'id') this.#id = value
    else if (name === 'event') this.#event = value
    else if (name === 'data') this.#data.push(value)
  }
}

export interface EventStreamOptions {
  url: string
  /** The id of the last event already had: the server goes on after it. */
  lastEventId: string | null
  signal: AbortSignal
  /** No byte for this long means that the connection is dead; the server sends a comment more often. */
  silence_ms: number
  /** Called for each piece that arrives, also when it only moves the id on. */
  onEvents(events: ServerSentEvent[], lastEventId: string): void
}

/** Resolves when the stream ends, rejects when it breaks or is refused. */
export async function readEventStream(options: EventStreamOptions): Promise<void> {
  const silence = new AbortController()
  const signal = AbortSignal.any([options.signal, silence.signal])
  const expire = () => silence.abort(new Error('the stream went silent'))
  let timer = setTimeout(expire, options.silence_ms)
  try {
    const headers: Record<string, string> = { accept: 'text/event-stream' }
    if (options.lastEventId !== null) headers['last-event-id'] = options.lastEventId
    const response = await fetch(options.url, { headers, signal, cache: 'no-store' })
    if (!response.ok || !response.body) throw await errorOf(response)
    const parser = new EventStreamParser()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(expire, options.silence_ms)
      options.onEvents(parser.push(value), parser.lastEventId)
    }
  } finally {
    clearTimeout(timer)
  }
}
