import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Stats } from '../../../src/schema/http.ts'
import { getJson } from '../api/client.ts'
import { selectionKey } from './use-feed.ts'
import { filterParams, type Range, type View } from './view.ts'

const BUCKETS = 72
const TOP = 8
/** Counting a million alerts costs the server something: not more often than this while alerts come in. */
const PUSHED_EVERY_MS = 3000
const IDLE_EVERY_MS = 15_000

/** Ends on whole buckets: the bars of a moving range keep their alerts from one answer to the next. */
function wholeBuckets(range: Range, now_ms: number): { from: string; to: string } {
  if ('from' in range) return range
  const bucket_ms = range.preset.ms / BUCKETS
  const to_ms = (Math.floor(now_ms / bucket_ms) + 1) * bucket_ms
  return { from: new Date(to_ms - range.preset.ms).toISOString(), to: new Date(to_ms).toISOString() }
}

/** Counts and histogram of what `view` shows; the last answer stays until the next is there. */
export function useStats(view: View, top = TOP) {
  const moving = !('from' in view.range)
  return useQuery({
    queryKey: ['stats', selectionKey(view), top],
    queryFn: ({ signal }) => {
      const params = filterParams(view.filter)
      const { from, to } = wholeBuckets(view.range, Date.now())
      params.set('from', from)
      params.set('to', to)
      params.set('time', view.time)
      params.set('buckets', String(BUCKETS))
      params.set('top', String(top))
      return getJson<Stats>('/api/stats', params, signal)
    },
    placeholderData: keepPreviousData,
    refetchInterval: moving ? IDLE_EVERY_MS : false,
  })
}

/** Counts anew soon after alerts were pushed, at a bounded pace. */
export function useFreshStats(pushed_at_ms: number): void {
  const client = useQueryClient()
  const last_ms = useRef(0)
  useEffect(() => {
    if (pushed_at_ms === 0) return
    const wait_ms = Math.max(300, last_ms.current + PUSHED_EVERY_MS - Date.now())
    const timer = setTimeout(() => {
      last_ms.current = Date.now()
      void client.invalidateQueries({ queryKey: ['stats'] })
    }, wait_ms)
    return () => clearTimeout(timer)
  }, [client, pushed_at_ms])
}
