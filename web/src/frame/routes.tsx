import { IconCrosshair, IconFolderSearch, IconMapOff } from '@tabler/icons-react'
import { lazy, useEffect } from 'react'
import { AlertsPage } from '../alerts/alerts-page.tsx'
import { Empty } from '../ui/states.tsx'
import { Link } from './link.tsx'
import { navigate } from './router.ts'

const KafkaPage = lazy(() => import('../kafka/kafka-page.tsx').then(m => ({ default: m.KafkaPage })))
const SourcesPage = lazy(() => import('../sources/sources-page.tsx').then(m => ({ default: m.SourcesPage })))
const RulesPage = lazy(() => import('../rules/rules-page.tsx').then(m => ({ default: m.RulesPage })))
const SettingsPage = lazy(() =>
  import('../settings/settings-page.tsx').then(m => ({ default: m.SettingsPage })),
)

function Home() {
  useEffect(() => navigate(`/alerts${location.search}`, 'replace'), [])
  return null
}

function Incidents() {
  return (
    <Empty icon={<IconFolderSearch size={24} />} title="No incidents yet">
      <p>
        Alerts about the same entity, close in time, will be gathered here with their timeline, an assignee
        and a verdict. Until then, group the alerts by entity.
      </p>
      <Link to="/alerts?group=entity">Alerts by entity</Link>
    </Empty>
  )
}

function Hunt() {
  return (
    <Empty icon={<IconCrosshair size={24} />} title="Nothing to hunt in yet">
      <p>
        Searching the kept events, and trying a rule on the past before it is switched on, will have its place
        here. Raw records can be browsed by offset and time today.
      </p>
      <Link to="/kafka">Raw records</Link>
    </Empty>
  )
}

function NotFound() {
  return (
    <Empty icon={<IconMapOff size={24} />} title="There is no such page">
      <Link to="/alerts">To the alerts</Link>
    </Empty>
  )
}

/** The screen that a path names. */
export function Routes({ path }: { path: string }) {
  const [, screen, name] = path.split('/')
  switch (screen) {
    case '':
      return <Home />
    case 'alerts':
      return <AlertsPage />
    case 'incidents':
      return <Incidents />
    case 'hunt':
      return <Hunt />
    case 'rules':
      return <RulesPage />
    case 'sources':
      return <SourcesPage />
    case 'kafka':
      return <KafkaPage topic={name ? decodeURIComponent(name) : null} />
    case 'settings':
      return <SettingsPage />
    default:
      return <NotFound />
  }
}
