import { useSyncExternalStore } from 'react'

/** A value outside React's tree that components follow. */
export interface Store<T> {
  get(): T
  set(value: T): void
  use(): T
}

/** `initial` is called when the value is first asked for. */
export function createStore<T>(initial: () => T): Store<T> {
  const listeners = new Set<() => void>()
  let held: { value: T } | undefined
  const get = () => {
    held ??= { value: initial() }
    return held.value
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get,
    set(value) {
      held = { value }
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}
