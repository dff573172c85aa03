/**
 * Runs in the page before its own scripts. Notes when each alert of the benchmark arrives over the stream, and when
 * the list holds it: rows that can not be seen do not exist, so that an alert counts as shown when a row for it or for
 * a later one is there. Alerts tell their number and the time of their line in their message.
 */
{
  const ALERT = /"message":"[^"]*\bbench=(\d+) written_ms=([\d.]+)/
  const ID = /"id":"([0-9a-f]{32})"/
  /** @type {{ written_ms: number, arrived_ms: number, shown_ms: number | null }[]} */
  let alerts = []
  /** @type {Map<string, number>} */
  let numbers = new Map()
  let shown = -1
  const now = () => performance.timeOrigin + performance.now()

  const plainFetch = window.fetch
  window.fetch = async (...args) => {
    const response = await plainFetch(...args)
    if (!String(args[0]).includes('/api/alerts/stream') || !response.body) return response
    const [theirs, ours] = response.body.tee()
    void follow(ours)
    return new Response(theirs, response)
  }

  async function follow(stream) {
    let rest = ''
    try {
      for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
        const arrived_ms = now()
        const events = (rest + chunk).split('\n\n')
        rest = events.pop() ?? ''
        for (const event of events) arrive(event, arrived_ms)
      }
    } catch {
      // The page left the stream.
    }
  }

  function arrive(event, arrived_ms) {
    const [, number, written_ms] = ALERT.exec(event) ?? []
    const [, id] = ID.exec(event) ?? []
    if (number === undefined || id === undefined) return
    numbers.set(id, Number(number))
    alerts[Number(number)] ??= { written_ms: Number(written_ms), arrived_ms, shown_ms: null }
  }

  function look() {
    const at_ms = now()
    const rows = [...document.querySelectorAll('tr[data-id]')]
    const newest = Math.max(-1, ...rows.map(row => numbers.get(row.dataset.id) ?? -1))
    for (; shown < newest; shown++) {
      const alert = alerts[shown + 1]
      if (alert) alert.shown_ms ??= at_ms
    }
  }

  new MutationObserver(look).observe(document, { childList: true, subtree: true })

  window.benchShown = () => shown + 1
  /** Hands over what was noted and begins anew. */
  window.benchTake = () => {
    const taken = alerts
    alerts = []
    numbers = new Map()
    shown = -1
    return taken
  }
}
