/** A client of server-sent events that reads only when asked, so that a test can be a slow one. */
export interface StreamEvent {
  id: string | null
  event: string
  data: string
}

export class EventStream implements AsyncDisposable {
  readonly status: number
  readonly headers: Headers
  readonly #abort: AbortController
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  readonly #decoder = new TextDecoder()
  #text = ''

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const abort = new AbortController()
    return new EventStream(await fetch(url, { headers, signal: abort.signal }), abort)
  }

  constructor(response: Response, abort: AbortController) {
    this.status = response.status
    this.headers = response.headers
    this.#abort = abort
    this.#reader = response.body?.getReader()
  }

  /** The next event; undefined at the end of the stream. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        const event = parse(block)
        if (event) return event
        continue
      }
      const piece = await this.#reader?.read()
      if (!piece?.value) return undefined
      this.#text += this.#decoder.decode(piece.value, { stream: true })
    }
  }

  /** The next event of that name, past all others. */
  async nextOf(name: string): Promise<StreamEvent> {
    for (;;) {
      const event = await this.next()
      if (!event) throw new Error(`the stream ended before an event \`${name}\``)
      if (event.event === name) return event
    }
  }

  /** The next `count` events of that name. */
  async take(name: string, count: number): Promise<StreamEvent[]> {
    const events: StreamEvent[] = []
    while (events.length < count) events.push(await this.nextOf(name))
    return events
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort()
    await this.#reader?.closed.catch(() => undefined)
  }
}

/** A block without data, as the retry hint, is no event. */
function parse(block: string): StreamEvent | null {
  const fields = new Map(
    block.split('\n').map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const
    }),
  )
  const data = fields.get('data')
  return data === undefined
    ? null
    : { id: fields.get('id') ?? null, event: fields.get('event') ?? 'message', data }
}
