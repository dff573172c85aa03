import { Button } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api/client.ts'
import './states.css'

interface EmptyProps {
  icon: ReactNode
  title: string
  children: ReactNode
}

/** Nothing to show, and what to do next. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className="state">
      <div className="state__icon">{icon}</div>
      <h2 className="state__title">{title}</h2>
      <div className="state__text">{children}</div>
    </div>
  )
}

interface FailedProps {
  what: string
  error: Error
  onRetry: () => void
}

/** What failed, why, and the retry. */
export function Failed({ what, error, onRetry }: FailedProps) {
  return (
    <div className="state" role="alert">
      <div className="state__icon state__icon--bad">
        <IconAlertTriangle size={24} />
      </div>
      <h2 className="state__title">{what}</h2>
      <div className="state__text">
        <p>{error.message}</p>
        {error instanceof ApiError && error.remedy && <p>{error.remedy}</p>}
      </div>
      <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
        Retry
      </Button>
    </div>
  )
}
