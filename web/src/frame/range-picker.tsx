import { Button, Popover } from '@mantine/core'
import { IconCheck, IconChevronDown, IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import { PRESETS, type Range } from '../alerts/view.ts'
import { usePreferences } from '../settings/preferences.ts'
import { absolute, fromInput, toInput, zoneName } from '../ui/format.ts'
import { setParams } from './router.ts'
import './range-picker.css'

const LABELS = { '15m': '15 min', '1h': '1 hour', '24h': '24 hours', '7d': '7 days' } as const

function CustomRange({ range, onDone }: { range: Range; onDone: () => void }) {
  const { zone } = usePreferences()
  const now = Date.now()
  const [start, end] =
    'from' in range ? [Date.parse(range.from), Date.parse(range.to)] : [now - range.preset.ms, now]
  const [from, setFrom] = useState(toInput(start, zone))
  const [to, setTo] = useState(toInput(end, zone))
  const [from_ms, to_ms] = [fromInput(from, zone), fromInput(to, zone)]
  const valid = from_ms < to_ms
  const apply = () => {
    const [start, end] = [new Date(from_ms).toISOString(), new Date(to_ms).toISOString()]
    setParams({ from: start, to: end, range: null })
    onDone()
  }
  return (
    <form
      className="range__custom"
      onSubmit={event => {
        event.preventDefault()
        apply()
      }}
    >
      <label>
        From
        <input type="datetime-local" step={1} value={from} onChange={e => setFrom(e.currentTarget.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" step={1} value={to} onChange={e => setTo(e.currentTarget.value)} />
      </label>
      <div className="range__foot">
        <span className={valid ? 'dim' : 'range__wrong'}>
          {valid ? zoneName(now, zone) : 'The end must come after the start'}
        </span>
        <Button type="submit" disabled={!valid}>
          Apply
        </Button>
      </div>
    </form>
  )
}

/** The time range of the alerts: one that moves with the present, or one with a fixed start and end. */
export function RangePicker({ range }: { range: Range }) {
  const [opened, setOpened] = useState(false)
  const { zone } = usePreferences()
  const fixed = 'from' in range
  const label = fixed
    ? `${absolute(Date.parse(range.from), zone).slice(5, 16)} – ${absolute(Date.parse(range.to), zone).slice(5, 16)}`
    : LABELS[range.preset.key]
  const choose = (key: string) => {
    setParams({ range: key, from: null, to: null })
    setOpened(false)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="plain-button range"
          aria-label={`Time range: ${label}`}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          <IconClock size={15} />
          <span className="ellipsis">{label}</span>
          <IconChevronDown size={13} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        <div className="range__presets">
          {PRESETS.map(({ key, label }) => (
            <button
              key={key}
              type="button"
              className="plain-button range__preset"
              onClick={() => choose(key)}
            >
              {label}
              {!fixed && range.preset.key === key && <IconCheck size={14} />}
            </button>
          ))}
        </div>
        <CustomRange range={range} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
