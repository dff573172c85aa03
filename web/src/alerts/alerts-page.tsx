import { Drawer } from '@mantine/core'
import { IconBellOff, IconFilterOff } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useKeys } from '../frame/keys.ts'
import { togglePause, useLive } from '../frame/live.ts'
import { usePlace } from '../frame/router.ts'
import { Empty, Failed } from '../ui/states.tsx'
import { Facets } from './facets.tsx'
import { FilterChips, titlesOf } from './filter-chips.tsx'
import { GroupList } from './group-list.tsx'
import { MoreFailed } from './more-failed.tsx'
import { NewAlerts } from './new-alerts.tsx'
import { Overview } from './overview.tsx'
import { AlertPanel } from './panel/alert-panel.tsx'
import { AlertTable } from './table/alert-table.tsx'
import { Toolbar } from './toolbar.tsx'
import { useCursor } from './use-cursor.ts'
import { selectionKey, useFeed } from './use-feed.ts'
import { useFreshStats, useStats } from './use-stats.ts'
import { useStill } from './use-still.ts'
import { isFiltered, type View, viewOf } from './view.ts'
import './alerts-page.css'

function NoAlerts({ view }: { view: View }) {
  if (isFiltered(view.filter)) {
    return (
      <Empty icon={<IconFilterOff size={24} />} title="No alert matches">
        <p>Take a filter away, or choose a longer time range.</p>
      </Empty>
    )
  }
  return (
    <Empty icon={<IconBellOff size={24} />} title="No alerts in this range">
      <p>Choose a longer time range, or write a line that raises one:</p>
      <p>
        <code>echo "ALERT: Failed login attempt from IP 203.0.113.7" &gt;&gt; data/app.log</code>
      </p>
    </Empty>
  )
}

/** Alerts: what happens now, what is the worst of it, and what made it. */
export function AlertsPage() {
  const { params } = usePlace()
  const view = viewOf(params)
  const key = selectionKey(view)
  const { paused } = useLive()
  const [atTop, setAtTop] = useState(true)
  const [pointerOver, setPointerOver] = useState(false)
  const [drawer, setDrawer] = useState(false)
  const [busy, setBusy] = useState(false)
  const feed = useFeed(view, paused || pointerOver || !atTop || busy || view.open !== null)
  const cursor = useCursor(feed.rows, view.open)
  const stats = useStats(view)
  useFreshStats(feed.pushed_at_ms)
  const facets = useStill(stats.data, key)
  const scroll = useRef<HTMLDivElement>(null)
  const shownKey = useRef(key)
  useEffect(() => {
    if (shownKey.current !== key) scroll.current?.scrollTo({ top: 0 })
    shownKey.current = key
  }, [key])

  const working = cursor.active !== null || cursor.selected.size > 0
  if (working !== busy) setBusy(working)

  const toTop = () => scroll.current?.scrollTo({ top: 0 })
  const takeNew = () => {
    feed.take()
    toTop()
  }
  const openActive = () => cursor.active && cursor.actions.open(cursor.active)
  const toggleActive = () => cursor.active && cursor.actions.toggle(cursor.active)
  useKeys({
    j: () => cursor.move(1),
    k: () => cursor.move(-1),
    Enter: openActive,
    Escape: cursor.stepBack,
    x: toggleActive,
    n: takeNew,
    p: togglePause,
    Home: toTop,
  })

  const empty = feed.phase === 'ready' && feed.rows.length === 0 && !feed.stale
  return (
    <div className="alerts" data-panel={view.open !== null || undefined}>
      <aside className="alerts__facets" aria-label="Most frequent" {...facets.hold}>
        <Facets stats={facets.shown ?? null} failed={stats.isError} filter={view.filter} />
      </aside>
      <Drawer
        opened={drawer}
        onClose={() => setDrawer(false)}
        title="Most frequent"
        size={300}
        lockScroll={false}
      >
        <Facets stats={stats.data ?? null} failed={stats.isError} filter={view.filter} />
      </Drawer>
      <section className="alerts__list" aria-label="Alerts">
        <Overview stats={stats} view={view} />
        <Toolbar
          total={stats.data?.total ?? null}
          group={view.group}
          rows={feed.rows}
          selected={cursor.selected}
          onClearSelection={cursor.clear}
          onFacets={() => setDrawer(true)}
        >
          <FilterChips filter={view.filter} titles={titlesOf(stats.data, feed.rows)} />
        </Toolbar>
        <div
          className="alerts__table"
          onPointerEnter={() => setPointerOver(true)}
          onPointerLeave={() => setPointerOver(false)}
        >
          {view.group ? (
            <GroupList view={view} group={view.group} />
          ) : (
            <>
              <NewAlerts pending={feed.pending} overflow={feed.overflow} onTake={takeNew} />
              {feed.phase === 'failed' && feed.error ? (
                <Failed what="The alerts could not be loaded" error={feed.error} onRetry={feed.reload} />
              ) : empty ? (
                <NoAlerts view={view} />
              ) : (
                <AlertTable
                  rows={feed.rows}
                  phase={feed.phase}
                  stale={feed.stale}
                  more={feed.more && !feed.moreError}
                  fresh={feed.fresh}
                  time={view.time}
                  active={cursor.active}
                  open={view.open}
                  selected={cursor.selected}
                  onOpen={cursor.actions.open}
                  onToggle={cursor.actions.toggle}
                  onMove={cursor.move}
                  scrollRef={scroll}
                  onSelectAll={cursor.toggleAll}
                  onMore={feed.loadMore}
                  onAtTop={setAtTop}
                />
              )}
              {feed.moreError && <MoreFailed error={feed.moreError} onRetry={feed.loadMore} />}
            </>
          )}
        </div>
      </section>
      {view.open !== null && (
        <AlertPanel
          id={view.open}
          tab={view.tab}
          listed={feed.rows.find(({ id }) => id === view.open)}
          onClose={cursor.close}
        />
      )}
    </div>
  )
}
