/** One clock for all relative times on the page: a timer for each of a thousand rows would be a thousand timers. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

export function subscribeToSeconds(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
