/**
 * The address bar is the page's only state that outlives it: every filter, range, open row and tab is read from
 * here and written to here, so that a link shows a colleague the same thing and the back button undoes a step.
 */
import { useMemo, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
const announce = () => {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', announce)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('popstate', announce)
  }
}

const href = () => location.pathname + location.search

export interface Place {
  path: string
  params: URLSearchParams
}

/** Where the reader is; the component renders again when that changes. */
export function usePlace(): Place {
  const current = useSyncExternalStore(subscribe, href)
  return useMemo(() => {
    const url = new URL(current, location.origin)
    return { path: url.pathname, params: url.searchParams }
  }, [current])
}

/** Goes to `to`; `replace` for what should not be a step of its own for the back button. */
export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === href()) return
  if (how === 'push') history.pushState(null, '', to)
  else history.replaceState(null, '', to)
  announce()
}

/** New values for some parameters of the current place; null or an empty list takes one away. */
export type Patch = Readonly<Record<string, string | readonly string[] | null>>

export function patched(params: URLSearchParams, patch: Patch): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [key, value] of Object.entries(patch)) {
    next.delete(key)
    for (const one of value === null ? [] : [value].flat()) next.append(key, one)
  }
  return next
}

export function setParams(patch: Patch, how: 'push' | 'replace' = 'push'): void {
  const query = patched(new URLSearchParams(location.search), patch).toString()
  navigate(location.pathname + (query ? `?${query}` : ''), how)
}
