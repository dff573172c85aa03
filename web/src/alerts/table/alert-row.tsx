import { Checkbox } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import type { ListedAlert } from '../../../../src/schema/http.ts'
import { LevelBadge, LevelIcon } from '../../ui/level.tsx'
import { LogText } from '../../ui/log-text.tsx'
import { excerpt, marksIn } from '../../ui/marks.ts'
import { Ago } from '../../ui/time.tsx'
import { visible } from '../../ui/visible.ts'
import { techniquesOf } from '../attack.ts'
import type { Column } from './columns.ts'

export interface RowProps {
  alert: ListedAlert
  /** Place in the grid, counted from 1; the header is 1. */
  rowIndex: number
  top: number
  height: number
  columns: readonly Column[]
  tracks: string
  compact: boolean
  /** Characters of the evidence that can be seen. */
  room: number
  time: 'detected' | 'event'
  /** The keyboard is here. */
  active: boolean
  open: boolean
  selected: boolean
  fresh: boolean
  onToggle: (id: string) => void
}

/** The DOM id that the grid names as its active descendant. */
export const rowId = (id: string): string => `alert-${id}`

function Message({ alert, room }: { alert: ListedAlert; room: number }) {
  const { text, marks } = excerpt(alert.message, marksIn(alert.message, alert.matched), room)
  return <LogText text={text} marks={marks} />
}

function entityText(alert: ListedAlert): string {
  const [first] = alert.entities
  if (!first) return ''
  const others = alert.entities.length - 1
  return visible(first.value) + (others > 0 ? ` +${others}` : '')
}

/** The path's last part says most: the beginning gives way where it is narrow. */
function Source({ source }: { source: string }) {
  const cut = source.lastIndexOf('/') + 1
  const [folder, name] = [visible(source.slice(0, cut)), visible(source.slice(cut))]
  return (
    <span className="grid__path" title={folder + name}>
      <span className="ellipsis dim">{folder}</span>
      <span className="grid__path-name">{name}</span>
    </span>
  )
}

const CELLS: Record<string, (alert: ListedAlert, time: RowProps['time'], room: number) => ReactNode> = {
  level: alert => <LevelBadge level={alert.level} />,
  time: (alert, time) => <Ago at={time === 'event' ? alert.event_time : alert.detected_at} />,
  rule: alert => <span title={visible(alert.rule_title)}>{visible(alert.rule_title)}</span>,
  entity: alert => (
    <span
      className="mono"
      title={alert.entities.map(({ type, value }) => `${type} ${visible(value)}`).join('\n')}
    >
      {entityText(alert)}
    </span>
  ),
  host: alert => visible(alert.host),
  source: alert => <Source source={alert.source} />,
  technique: alert => <span className="mono">{techniquesOf(alert.tags).join(' ')}</span>,
  message: (alert, _time, room) => (
    <span className="mono">
      <Message alert={alert} room={room} />
    </span>
  ),
}

function CompactCells({ alert, time, room }: Pick<RowProps, 'alert' | 'time' | 'room'>) {
  return (
    <td className="grid__card">
      <span className="grid__card-line">
        <LevelIcon level={alert.level} />
        <span className="visually-hidden">{alert.level}</span>
        <b className="ellipsis">{visible(alert.rule_title)}</b>
        <span className="grid__card-time dim">
          <Ago at={time === 'event' ? alert.event_time : alert.detected_at} />
        </span>
      </span>
      <span className="ellipsis mono">
        <Message alert={alert} room={room} />
      </span>
    </td>
  )
}

/** One alert. Rendered again only when something of it changes: there are new ones several times a second. */
export const AlertRow = memo(function AlertRow(props: RowProps) {
  const { alert, columns, compact, time, room } = props
  return (
    <tr
      id={rowId(alert.id)}
      className={`grid__row grid__row--${alert.level}`}
      aria-rowindex={props.rowIndex}
      aria-selected={props.selected}
      data-id={alert.id}
      data-active={props.active || undefined}
      data-open={props.open || undefined}
      data-fresh={props.fresh || undefined}
      style={{
        height: props.height,
        transform: `translateY(${props.top}px)`,
        gridTemplateColumns: compact ? '34px minmax(0, 1fr)' : props.tracks,
      }}
    >
      <td className="grid__check">
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label="Select"
          checked={props.selected}
          onChange={() => props.onToggle(alert.id)}
        />
      </td>
      {compact && <CompactCells alert={alert} time={time} room={room} />}
      {!compact &&
        columns.map(({ name }) => (
          <td key={name} className={`grid__cell grid__cell--${name} ellipsis`}>
            {CELLS[name]?.(alert, time, room)}
          </td>
        ))}
    </tr>
  )
})
