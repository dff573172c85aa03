import { useThrottledValue } from '@mantine/hooks'
import { IconArrowUp } from '@tabler/icons-react'
import { count } from '../ui/format.ts'
import './new-alerts.css'

/** A screen reader hears the count no more often than this. */
const ANNOUNCE_MS = 5000

interface NewAlertsProps {
  pending: number
  overflow: boolean
  onTake: () => void
}

/** Alerts that were pushed and wait to be taken in, over the titles of the columns, where they cover no row. */
export function NewAlerts({ pending, overflow, onTake }: NewAlertsProps) {
  const words = `${count(pending)}${overflow ? '+' : ''} new`
  const announced = useThrottledValue(pending > 0 ? `${words} alerts` : '', ANNOUNCE_MS)
  return (
    <>
      <output className="visually-hidden" aria-live="polite">
        {announced}
      </output>
      {pending > 0 && (
        <button type="button" className="plain-button new-alerts" onClick={onTake}>
          <IconArrowUp size={14} />
          {words}
        </button>
      )}
    </>
  )
}
