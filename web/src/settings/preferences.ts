/** What the reader chose for this browser. Kept in local storage; without it, for as long as the page lives. */
import type { Zone } from '../ui/format.ts'
import { createStore } from '../ui/store.ts'

export interface Preferences {
  zone: Zone
  density: 'compact' | 'comfortable'
  /** Shown columns of the alert table, in order, and the widths that were changed, in pixels. */
  columns: readonly string[] | null
  widths: Readonly<Record<string, number>>
}

const KEY = 'log-sentinel-preferences'
const DEFAULTS: Preferences = { zone: 'local', density: 'compact', columns: null, widths: {} }

/** Storage outlives versions of the page: what does not fit any more falls back to its default. */
export function parsePreferences(text: string | null): Preferences {
  let stored: unknown
  try {
    stored = JSON.parse(text ?? '{}')
  } catch {
    return DEFAULTS
  }
  if (typeof stored !== 'object' || stored === null) return DEFAULTS
  const { zone, density, columns, widths }: Record<string, unknown> = { ...stored }
  return {
    zone: zone === 'utc' ? 'utc' : 'local',
    density: density === 'comfortable' ? 'comfortable' : 'compact',
    columns: Array.isArray(columns) ? columns.filter(name => typeof name === 'string') : null,
    widths: widthsOf(widths),
  }
}

function widthsOf(stored: unknown): Record<string, number> {
  if (typeof stored !== 'object' || stored === null) return {}
  const widths: Record<string, number> = {}
  for (const [name, width] of Object.entries(stored)) {
    if (typeof width === 'number' && width >= 40 && width <= 2000) widths[name] = width
  }
  return widths
}

function load(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY))
  } catch {
    return DEFAULTS
  }
}

const preferences = createStore(load)

export const usePreferences = preferences.use

export function setPreferences(patch: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...patch }
  preferences.set(next)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // Storage is full or forbidden: the choice holds until the page is left.
  }
}
