import { IconAlertTriangle } from '@tabler/icons-react'
import type { Problem } from '../../../src/schema/status.ts'
import { Ago } from '../ui/time.tsx'
import { visible } from '../ui/visible.ts'

/** What the machinery has trouble with, and since when. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null
  return (
    <ul className="problems" aria-label="Problems">
      {problems.map(({ part, message, since }) => (
        <li key={`${part} ${message}`}>
          <IconAlertTriangle size={16} aria-hidden="true" />
          <b>{visible(part)}</b>
          <span className="problems__message">{visible(message)}</span>
          <span className="problems__since">
            since <Ago at={since} suffix=" ago" />
          </span>
        </li>
      ))}
    </ul>
  )
}
