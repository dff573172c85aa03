/** What the top bar tells of the stream of alerts, set by the screen that has one. */
import type { Connection } from '../alerts/stream.ts'
import { createStore } from '../ui/store.ts'

export interface Live {
  /** Null where the screen shows no stream: then the state is that of the machinery's own status. */
  connection: Connection | null
  paused: boolean
  /** Alerts gathered and not yet taken into the list. */
  pending: number
}

const live = createStore<Live>(() => ({ connection: null, paused: false, pending: 0 }))

export const useLive = live.use

export function setLive(patch: Partial<Live>): void {
  live.set({ ...live.get(), ...patch })
}

export const togglePause = (): void => setLive({ paused: !live.get().paused })
