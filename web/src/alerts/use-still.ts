import { useMemo, useState } from 'react'

interface Still<T> {
  shown: T
  /** For the element that shows it. */
  hold: { onPointerEnter(): void; onPointerLeave(): void }
}

/**
 * Keeps what is shown as it was while the pointer is over it, so that a list that is ordered anew every few seconds
 * is not so under a click. Another `key` is something else to show, and is shown at once.
 */
export function useStill<T>(value: T, key: string): Still<T> {
  const [held, setHeld] = useState<{ value: T; key: string } | null>(null)
  const hold = useMemo(
    () => ({ onPointerEnter: () => setHeld({ value, key }), onPointerLeave: () => setHeld(null) }),
    [value, key],
  )
  return { shown: held?.key === key ? held.value : value, hold }
}
