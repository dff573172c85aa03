import { Checkbox } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { setParams } from '../../frame/router.ts'
import { setPreferences, usePreferences } from '../../settings/preferences.ts'
import type { View } from '../view.ts'
import { type Column, WIDTH_MAX, WIDTH_MIN, widthOf } from './columns.ts'

const STEP = 16

/** The edge of a column: dragged, or moved with the arrow keys; a double click gives the usual width back. */
function Edge({ column }: { column: Column }) {
  const { widths } = usePreferences()
  const [grip, setGrip] = useState<{ x: number; width: number } | null>(null)
  const width = widthOf(column, widths)
  const resize = (next: number) => {
    const bounded = Math.round(Math.min(Math.max(next, WIDTH_MIN), WIDTH_MAX))
    setPreferences({ widths: { ...widths, [column.name]: bounded } })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    resize(width + (event.key === 'ArrowRight' ? STEP : -STEP))
  }
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    setGrip({ x: event.clientX, width })
  }
  const reset = () => {
    const { [column.name]: _, ...others } = widths
    setPreferences({ widths: others })
  }
  return (
    <button
      type="button"
      className="plain-button grid__edge"
      aria-label={`Width of ${column.title}: ${width} pixels. Arrow keys change it`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={event => grip && resize(grip.width + event.clientX - grip.x)}
      onPointerUp={() => setGrip(null)}
      onDoubleClick={reset}
    />
  )
}

function TimeTitle({ time }: { time: View['time'] }) {
  const [title, other] = time === 'detected' ? ['Detected', 'event'] : ['Event', 'detected']
  return (
    <button
      type="button"
      className="plain-button grid__sort"
      title={`Newest first by ${time === 'detected' ? 'when the alert was raised' : 'what the event tells'}; click for ${other} time`}
      onClick={() => setParams({ time: other === 'event' ? 'event' : null })}
    >
      {title}
      <IconArrowDown size={12} />
    </button>
  )
}

interface HeaderRowProps {
  columns: readonly Column[]
  tracks: string
  minWidth: number
  time: View['time']
  selection: 'none' | 'some' | 'all'
  onSelectAll: () => void
}

export function HeaderRow({ columns, tracks, minWidth, time, selection, onSelectAll }: HeaderRowProps) {
  return (
    <thead className="grid__head-place" style={{ minWidth }}>
      <tr className="grid__head" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
        <th className="grid__check" scope="col">
          <Checkbox
            size="xs"
            aria-label="Select all loaded alerts"
            checked={selection === 'all'}
            indeterminate={selection === 'some'}
            onChange={onSelectAll}
          />
        </th>
        {columns.map((column, at) => (
          <th key={column.name} className="grid__title" scope="col">
            {column.name === 'time' ? <TimeTitle time={time} /> : column.title}
            {at < columns.length - 1 && <Edge column={column} />}
          </th>
        ))}
      </tr>
    </thead>
  )
}
