import { useCallback, useSyncExternalStore } from 'react'
import { usePreferences } from '../settings/preferences.ts'
import { subscribeToSeconds } from './clock.ts'
import { absolute, ago } from './format.ts'

/** How long ago, kept true by the clock; the whole time on hover. Renders only when its words change. */
export function Ago({ at, suffix = '' }: { at: string; suffix?: string }) {
  const { zone } = usePreferences()
  const time_ms = Date.parse(at)
  const words = useSyncExternalStore(
    subscribeToSeconds,
    useCallback(() => ago(time_ms, Date.now()), [time_ms]),
  )
  return (
    <time dateTime={at} title={absolute(time_ms, zone)}>
      {words}
      {words !== 'now' && suffix}
    </time>
  )
}

/** The whole time, in the reader's zone or UTC. */
export function At({ at }: { at: string }) {
  const { zone } = usePreferences()
  return <time dateTime={at}>{absolute(Date.parse(at), zone)}</time>
}
