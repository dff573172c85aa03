import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useMemo, useRef } from 'react'
import type { ListedAlert } from '../../../../src/schema/http.ts'
import { usePreferences } from '../../settings/preferences.ts'
import type { View } from '../view.ts'
import { AlertRow, rowId } from './alert-row.tsx'
import { evidenceRoom, fitting, gridTracks, leastWidth, roomIn, shownColumns } from './columns.ts'
import { HeaderRow } from './header-row.tsx'
import { SkeletonRows } from './skeleton-rows.tsx'
import './alert-table.css'

const COMPACT_BELOW = 620
const ROW_HEIGHTS = { compact: 32, comfortable: 40 } as const
const CARD_HEIGHT = 54
const CARD_MARGIN = 46
/** The next page is asked for this many rows before the end. */
const AHEAD = 30

/** A table that takes the keyboard (WAI-ARIA, "grid"): focus stays on it, and it names the row it is at. */
const GRID = { role: 'grid', tabIndex: 0, 'aria-label': 'Alerts', 'aria-multiselectable': true }

export interface AlertTableProps {
  rows: readonly ListedAlert[]
  phase: 'loading' | 'ready' | 'failed'
  stale: boolean
  more: boolean
  fresh: ReadonlySet<string>
  time: View['time']
  active: string | null
  open: string | null
  selected: ReadonlySet<string>
  onOpen: (id: string) => void
  onToggle: (id: string) => void
  onMove: (step: number) => void
  scrollRef: RefObject<HTMLDivElement | null>
  onSelectAll: () => void
  onMore: () => void
  onAtTop: (atTop: boolean) => void
}

/** The list of alerts as a grid whose rows exist only where they can be seen. */
export function AlertTable(props: AlertTableProps) {
  const { rows, more, active, selected, onMore, onAtTop } = props
  const { columns: chosen, widths, density } = usePreferences()
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>()
  const scroller = useRef<HTMLDivElement>(null)
  const ref = useMergedRef(sizeRef, scroller, props.scrollRef)
  const compact = width > 0 && width < COMPACT_BELOW
  const height = compact ? CARD_HEIGHT : ROW_HEIGHTS[density]
  const columns = useMemo(() => {
    const columns = shownColumns(chosen, width)
    return chosen ? columns : fitting(columns, widths, width)
  }, [chosen, widths, width])
  const tracks = useMemo(() => gridTracks(columns, widths), [columns, widths])
  const minWidth = compact ? 0 : leastWidth(columns, widths)

  const room = compact ? roomIn(width - CARD_MARGIN) : evidenceRoom(columns, widths, width)

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    getItemKey: index => rows[index]?.id ?? index,
  })
  // A list that is shown anew begins at its top, wherever the one before it was.
  useEffect(() => onAtTop(true), [onAtTop])

  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && last >= rows.length - AHEAD) onMore()
  }, [more, last, rows.length, onMore])

  const activeIndex = active === null ? -1 : rows.findIndex(({ id }) => id === active)
  // The list follows the keyboard, once for each step: rows that come in later must not pull it back there.
  const shownActive = useRef<string | null>(null)
  useEffect(() => {
    if (activeIndex >= 0 && shownActive.current !== active)
      virtual.scrollToIndex(activeIndex, { align: 'auto' })
    if (activeIndex >= 0 || active === null) shownActive.current = active
  }, [active, activeIndex, virtual])

  const chosenCount = selected.size
  const selection = chosenCount === 0 ? 'none' : chosenCount >= rows.length ? 'all' : 'some'
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const { target } = event
    if (!(target instanceof Element) || target.closest('.grid__check, button')) return
    const id = target.closest<HTMLElement>('tr[data-id]')?.dataset['id']
    if (id) props.onOpen(id)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || event.target !== event.currentTarget) return
    event.preventDefault()
    props.onMove(step)
  }
  const grid = {
    ...GRID,
    'aria-rowcount': more ? -1 : rows.length + 1,
    'aria-busy': props.phase === 'loading' || props.stale,
    'aria-activedescendant': activeIndex >= 0 && active ? rowId(active) : undefined,
  }
  return (
    <div ref={ref} className="grid" onScroll={event => onAtTop(event.currentTarget.scrollTop < 4)}>
      <table {...grid} className="grid__table" onClick={onClick} onKeyDown={onKeyDown}>
        {!compact && (
          <HeaderRow
            columns={columns}
            tracks={tracks}
            minWidth={minWidth}
            time={props.time}
            selection={selection}
            onSelectAll={props.onSelectAll}
          />
        )}
        <tbody
          className="grid__body"
          data-stale={props.stale || undefined}
          style={{ height: virtual.getTotalSize(), minWidth }}
        >
          {items.map(item => {
            const alert = rows[item.index]
            if (!alert) return null
            return (
              <AlertRow
                key={alert.id}
                alert={alert}
                rowIndex={item.index + 2}
                top={item.start}
                height={height}
                columns={columns}
                tracks={tracks}
                compact={compact}
                room={room}
                time={props.time}
                active={alert.id === active}
                open={alert.id === props.open}
                selected={selected.has(alert.id)}
                fresh={props.fresh.has(alert.id)}
                onToggle={props.onToggle}
              />
            )
          })}
        </tbody>
      </table>
      {props.phase === 'loading' && rows.length === 0 && <SkeletonRows height={height} />}
    </div>
  )
}
