import { Tooltip } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconAlertTriangle, IconCommand } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { viewOf } from '../alerts/view.ts'
import { usePipeline } from '../api/queries.ts'
import { Link } from './link.tsx'
import { LiveState } from './live-state.tsx'
import { RangePicker } from './range-picker.tsx'
import { usePlace } from './router.ts'
import { SearchBox } from './search-box.tsx'
import './top-bar.css'

/** What the machinery has trouble with; it leads to where the trouble is told. */
function Problems() {
  const problems = usePipeline().data?.problems ?? []
  if (problems.length === 0) return null
  const words = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return (
    <Tooltip label={problems.map(({ message }) => message).join(' · ')} multiline maw={360}>
      <Link to="/sources" className="top__problems">
        <IconAlertTriangle size={14} />
        <span>{words}</span>
      </Link>
    </Tooltip>
  )
}

export function TopBar({ searchRef }: { searchRef: RefObject<HTMLInputElement | null> }) {
  const { path, params } = usePlace()
  const onAlerts = path.startsWith('/alerts')
  const { range } = viewOf(params)
  return (
    <header className="frame__top top">
      <SearchBox inputRef={searchRef} />
      {onAlerts && <RangePicker range={range} />}
      <span className="top__gap" />
      <Problems />
      <LiveState fixed={onAlerts && 'from' in range} />
      <Tooltip label="Commands">
        <button
          type="button"
          className="plain-button top__palette"
          aria-label="Commands"
          onClick={spotlight.open}
        >
          <IconCommand size={15} />
          <kbd>Ctrl K</kbd>
        </button>
      </Tooltip>
    </header>
  )
}
