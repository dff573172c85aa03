import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { StoredAlert } from '../../../../src/schema/alert.ts'
import type { AlertPage } from '../../../../src/schema/http.ts'
import { getJson } from '../../api/client.ts'
import { Link } from '../../frame/link.tsx'
import { setParams } from '../../frame/router.ts'
import { LevelIcon } from '../../ui/level.tsx'
import { Failed } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'
import { visible } from '../../ui/visible.ts'
import { Section } from './section.tsx'

const DAY_MS = 24 * 3_600_000
const SHOWN = 8
const ENTITIES_MAX = 6

interface OthersProps {
  title: string
  facet: 'entity' | 'source'
  value: string
  alert: StoredAlert
}

/** Other alerts that share a value, within a day before and after. */
function Others({ title, facet, value, alert }: OthersProps) {
  const at_ms = Date.parse(alert.detected_at)
  const from = new Date(at_ms - DAY_MS).toISOString()
  const to = new Date(at_ms + DAY_MS).toISOString()
  const params = new URLSearchParams({ [facet]: value, from, to })
  const query = useQuery({
    queryKey: ['related', facet, value, alert.id],
    queryFn: ({ signal }) => {
      const page = new URLSearchParams(params)
      page.set('limit', String(SHOWN + 1))
      return getJson<AlertPage>('/api/alerts', page, signal)
    },
  })
  const others = query.data?.items.filter(({ id }) => id !== alert.id).slice(0, SHOWN)
  return (
    <Section title={title} tools={<Link to={`/alerts?${params}`}>Show all</Link>}>
      {query.isError && (
        <Failed what="They could not be loaded" error={query.error} onRetry={() => query.refetch()} />
      )}
      {query.isPending && [0, 1, 2].map(row => <Skeleton key={row} height={18} my={6} />)}
      {others?.length === 0 && <p className="dim">No other within a day.</p>}
      <ul className="related">
        {others?.map(other => (
          <li key={other.id}>
            <button
              type="button"
              className="plain-button related__row"
              onClick={() => setParams({ open: other.id, tab: null })}
            >
              <LevelIcon level={other.level} />
              <span className="visually-hidden">{other.level}</span>
              <span className="ellipsis">{visible(other.rule_title)}</span>
              <span className="related__host dim ellipsis">{visible(other.host)}</span>
              <span className="related__time dim">
                <Ago at={other.detected_at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** What else happened to the same entities and in the same source. */
export function Related({ alert }: { alert: StoredAlert }) {
  return (
    <>
      {alert.entities.slice(0, ENTITIES_MAX).map(({ type, value }) => (
        <Others
          key={`${type}:${value}`}
          title={`${type} ${visible(value)}`}
          facet="entity"
          value={`${type}:${value}`}
          alert={alert}
        />
      ))}
      <Others title={`Source ${visible(alert.source)}`} facet="source" value={alert.source} alert={alert} />
    </>
  )
}
