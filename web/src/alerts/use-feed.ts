import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { AlertPage } from '../../../src/schema/http.ts'
import { getJson } from '../api/client.ts'
import { setLive } from '../frame/live.ts'
import { AlertFeed, type FeedSnapshot, type PageRequest } from './feed.ts'
import { followAlerts } from './stream.ts'
import { boundsOf, filterParams, type View, viewOf } from './view.ts'

const PAGE_SIZE = 100
/** The list waits this long for the stream to begin, so that nothing falls between the two. */
const STREAM_FIRST_MS = 200

export interface Feed extends FeedSnapshot {
  /** The rows are of the filter before; those of the present one are on their way. */
  stale: boolean
  /** When the last pushed alert came, for what else shows counts. */
  pushed_at_ms: number
  take(): void
  loadMore(): void
  reload(): void
}

const NOTHING: FeedSnapshot = {
  phase: 'loading',
  error: null,
  rows: [],
  pending: 0,
  overflow: false,
  fresh: new Set(),
  more: false,
  loadingMore: false,
  moreError: null,
}

/** Everything that decides which alerts are shown, as the address has it. */
export function selectionKey({ filter, range, time }: View): string {
  const params = filterParams(filter)
  params.set('time', time)
  if ('from' in range) {
    params.set('from', range.from)
    params.set('to', range.to)
  } else params.set('range', range.preset.key)
  return params.toString()
}

function openFeed(view: View, onChange: (snapshot: FeedSnapshot) => void): AlertFeed {
  const { from, to } = boundsOf(view.range, Date.now())
  const loadPage = ({ cursor, before }: PageRequest, signal: AbortSignal) => {
    const params = filterParams(view.filter)
    params.set('time', view.time)
    params.set('from', from)
    const end = before ?? to
    if (end !== null) params.set('to', end)
    if (cursor !== null) params.set('cursor', cursor)
    params.set('limit', String(PAGE_SIZE))
    return getJson<AlertPage>('/api/alerts', params, signal)
  }
  const feed: AlertFeed = new AlertFeed({
    order: view.time,
    loadPage,
    onChange: () => onChange(feed.snapshot),
  })
  return feed
}

/** The alerts of `view`, kept up to date. While `hold`, pushed ones gather until `take`. */
export function useFeed(view: View, hold: boolean): Feed {
  const key = selectionKey(view)
  const [epoch, setEpoch] = useState(0)
  const [feed, setFeed] = useState<AlertFeed | null>(null)
  const [shown, setShown] = useState({ snapshot: NOTHING, stale: false, pushed_at_ms: 0 })
  const client = useQueryClient()

  const wanted = useMemo(() => ({ view: viewOf(new URLSearchParams(key)), epoch }), [key, epoch])
  useEffect(() => {
    const { view } = wanted
    const abort = new AbortController()
    const feed = openFeed(view, snapshot => {
      setLive({ pending: snapshot.pending })
      setShown(before => {
        const stale = snapshot.phase === 'loading' && before.snapshot.rows.length > 0
        return stale ? { ...before, stale } : { ...before, snapshot, stale }
      })
    })
    setFeed(feed)
    let begun = false
    let away = false
    const begin = () => {
      if (!begun) void feed.load()
      begun = true
    }
    const timer = setTimeout(begin, 'from' in view.range ? 0 : STREAM_FIRST_MS)
    if (!('from' in view.range)) {
      void followAlerts({
        params: filterParams(view.filter),
        signal: abort.signal,
        onBegin: () => (begun ? void feed.catchUp() : begin()),
        onAlerts: alerts => {
          feed.push(alerts)
          setShown(before =>
            Date.now() - before.pushed_at_ms < 1000 ? before : { ...before, pushed_at_ms: Date.now() },
          )
        },
        onConnection: connection => {
          setLive({ connection })
          // What failed while the server or its database was away is loaded now that they are back.
          if (connection.state === 'live' && away) void client.invalidateQueries({ queryKey: ['stats'] })
          if (connection.state === 'live' && feed.snapshot.phase === 'failed') void feed.load()
          away = connection.state !== 'live'
        },
        onUnauthenticated: () => void client.invalidateQueries({ queryKey: ['session'] }),
      })
    }
    return () => {
      clearTimeout(timer)
      abort.abort()
      feed.close()
      setLive({ connection: null, pending: 0 })
    }
  }, [wanted, client])

  useEffect(() => feed?.hold(hold), [feed, hold])

  const take = useCallback(() => feed?.take(), [feed])
  const loadMore = useCallback(() => void feed?.loadMore(), [feed])
  const reload = useCallback(() => setEpoch(epoch => epoch + 1), [])
  return useMemo(
    () => ({
      ...shown.snapshot,
      stale: shown.stale,
      pushed_at_ms: shown.pushed_at_ms,
      take,
      loadMore,
      reload,
    }),
    [shown, take, loadMore, reload],
  )
}
