/**
 * Runs tasks that belong together until all have ended. When `signal` is aborted or one of them fails, the others
 * are told to end as well; rejects with the first failure once all have.
 */
export async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<unknown>)[],
): Promise<void> {
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  await Promise.allSettled(
    tasks.map(async task => {
      try {
        await task(either)
      } catch (error) {
        failed.abort(error)
      }
    }),
  )
  if (failed.signal.aborted) throw failed.signal.reason
}
