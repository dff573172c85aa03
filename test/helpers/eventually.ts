/** Tries `check` until it resolves, and rejects with its last error after `timeout_ms`. */
export async function eventually<T>(check: () => Promise<T>, timeout_ms = 30_000): Promise<T> {
  const deadline = Date.now() + timeout_ms
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}
