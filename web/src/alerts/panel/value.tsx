import { ActionIcon, Tooltip } from '@mantine/core'
import { IconFilterPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { setParams } from '../../frame/router.ts'
import { Copy } from '../../ui/copy.tsx'
import { LogText } from '../../ui/log-text.tsx'
import type { Facet } from '../view.ts'

interface ValueProps {
  text: string
  /** The filter that this value is one of. */
  facet?: Facet | 'text'
  /** The value as the filter takes it, where it is not the text. */
  filterValue?: string
  children?: ReactNode
}

/** A value of an alert with what can be done with it: filter the list by it, copy it. */
export function Value({ text, facet, filterValue = text, children }: ValueProps) {
  return (
    <span className="value">
      <span className="value__text">{children ?? <LogText text={text} lines />}</span>
      <span className="value__tools">
        {facet && filterValue !== '' && !filterValue.includes('\0') && (
          <Tooltip label={facet === 'text' ? 'Search alerts for this' : `Show only this ${facet}`}>
            <ActionIcon
              size={22}
              aria-label={`Filter by ${text}`}
              onClick={() => setParams({ [facet]: filterValue.slice(0, facet === 'text' ? 200 : undefined) })}
            >
              <IconFilterPlus size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        <Copy text={text} />
      </span>
    </span>
  )
}
