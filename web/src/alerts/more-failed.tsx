import { Button } from '@mantine/core'
import './more-failed.css'

/** Over the foot of the list, which keeps its rows. */
export function MoreFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <div className="more-failed" role="alert">
      More alerts could not be loaded: {error.message}
      <Button variant="default" onClick={onRetry}>
        Retry
      </Button>
    </div>
  )
}
