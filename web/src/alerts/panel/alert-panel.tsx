import { ActionIcon, SegmentedControl, Skeleton, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { StoredAlert } from '../../../../src/schema/alert.ts'
import type { ListedAlert } from '../../../../src/schema/http.ts'
import { getJson } from '../../api/client.ts'
import { setParams } from '../../frame/router.ts'
import { Copy } from '../../ui/copy.tsx'
import { LevelBadge } from '../../ui/level.tsx'
import { Failed } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'
import { visible } from '../../ui/visible.ts'
import { Fields } from './fields.tsx'
import { PanelOverview } from './panel-overview.tsx'
import { Related } from './related.tsx'
import './alert-panel.css'

interface AlertPanelProps {
  id: string
  tab: string
  /** The alert as the list has it: shown at once, until the whole one is there. */
  listed: ListedAlert | undefined
  onClose: () => void
}

const TABS = ['overview', 'fields', 'related'] as const

function useAlert(id: string, listed: ListedAlert | undefined) {
  return useQuery<StoredAlert>({
    // An alert of a correlation grows, and has another place in the stream each time.
    queryKey: ['alert', id, listed?.seq],
    queryFn: ({ signal }) => getJson<StoredAlert>(`/api/alerts/${encodeURIComponent(id)}`, undefined, signal),
    placeholderData: (before: StoredAlert | undefined) => (before?.id === id ? before : listed),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

function hostOf({ host, entities }: StoredAlert): string {
  if (host !== '') return visible(host)
  return entities.filter(({ type }) => type === 'host').length > 1 ? 'several hosts' : 'an unknown host'
}

function Head({ alert, onClose }: { alert: StoredAlert | undefined; onClose: () => void }) {
  return (
    <header className="panel__head">
      <div className="panel__line">
        {alert ? <LevelBadge level={alert.level} /> : <Skeleton width={80} height={16} />}
        {alert && (
          <span className="dim">
            <Ago at={alert.event_time} suffix=" ago" /> on {hostOf(alert)}
          </span>
        )}
        <span className="panel__tools">
          <Copy text={location.href} what="Copy link" />
          <Tooltip label="Close (Esc)">
            <ActionIcon size={26} aria-label="Close" onClick={onClose}>
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <h2 className="panel__title">
        {alert ? visible(alert.rule_title) : <Skeleton width="70%" height={20} />}
      </h2>
    </header>
  )
}

function Body({ alert, tab }: { alert: StoredAlert; tab: string }) {
  if (tab === 'fields') return <Fields alert={alert} />
  if (tab === 'related') return <Related alert={alert} />
  return <PanelOverview alert={alert} />
}

/** The whole of one alert, beside the list. */
export function AlertPanel({ id, tab, listed, onClose }: AlertPanelProps) {
  const query = useAlert(id, listed)
  const alert = query.data
  const shown = TABS.find(name => name === tab) ?? 'overview'
  return (
    <aside className="panel" aria-label="Alert">
      <Head alert={alert} onClose={onClose} />
      <SegmentedControl
        className="panel__tabs"
        size="xs"
        fullWidth
        aria-label="Part of the alert"
        value={shown}
        onChange={tab => setParams({ tab: tab === 'overview' ? null : tab }, 'replace')}
        data={[
          { value: 'overview', label: 'Overview' },
          { value: 'fields', label: alert ? `Fields ${Object.keys(alert.fields).length}` : 'Fields' },
          { value: 'related', label: 'Related' },
        ]}
      />
      {/* Another alert or tab is read from its beginning. */}
      <div className="panel__body" key={`${id} ${shown}`}>
        {alert && <Body alert={alert} tab={shown} />}
        {!alert && query.isError && (
          <Failed what="The alert could not be loaded" error={query.error} onRetry={() => query.refetch()} />
        )}
        {!alert &&
          !query.isError &&
          [0, 1, 2].map(at => <Skeleton key={at} height={84} mb={14} radius={6} />)}
      </div>
    </aside>
  )
}
