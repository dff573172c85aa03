import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { send } from '../api/client.ts'
import { usePipeline, useSession } from '../api/queries.ts'
import { Card } from '../ui/card.tsx'
import { zoneName } from '../ui/format.ts'
import { setPreferences, usePreferences } from './preferences.ts'
import './settings-page.css'

function Setting({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="setting">
      <div className="setting__name">{name}</div>
      <div>{children}</div>
    </div>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { zone, density } = usePreferences()
  return (
    <Card label="Appearance" note="kept in this browser">
      <div className="card__body">
        <Setting name="Theme">
          <SegmentedControl
            size="xs"
            aria-label="Theme"
            value={colorScheme}
            onChange={setColorScheme}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </Setting>
        <Setting name="Times">
          <SegmentedControl
            size="xs"
            aria-label="Times"
            value={zone}
            onChange={zone => setPreferences({ zone })}
            data={[
              { value: 'local', label: `My zone (${zoneName(Date.now(), 'local')})` },
              { value: 'utc', label: 'UTC' },
            ]}
          />
        </Setting>
        <Setting name="Rows">
          <SegmentedControl
            size="xs"
            aria-label="Rows"
            value={density}
            onChange={density => setPreferences({ density })}
            data={[
              { value: 'compact', label: 'Compact' },
              { value: 'comfortable', label: 'Comfortable' },
            ]}
          />
        </Setting>
      </div>
    </Card>
  )
}

function SessionCard() {
  const session = useSession().data
  const client = useQueryClient()
  const logOut = async () => {
    await send('DELETE', '/api/session')
    await client.resetQueries()
  }
  return (
    <Card label="Session">
      <div className="card__body">
        {session?.user && (
          <Setting name="Logged in as">
            <b>{session.user}</b>{' '}
            <Button variant="default" ml="md" onClick={logOut}>
              Log out
            </Button>
          </Setting>
        )}
        {session && !session.login_required && (
          <Setting name="Login">
            <span className="dim">
              None is configured: everybody on this machine is let in, and other addresses are refused.
            </span>
          </Setting>
        )}
      </div>
    </Card>
  )
}

/** How this browser shows the page, who is logged in, and where else the data can be had. */
export function SettingsPage() {
  const session = useSession().data
  const pipeline = usePipeline().data
  return (
    <div className="screen settings">
      <h1 className="screen__title">Settings</h1>
      <Appearance />
      <SessionCard />
      <Card label="About">
        <div className="card__body">
          <Setting name="Version">{session?.version ?? '…'}</Setting>
          <Setting name="Transport">
            {pipeline && (pipeline.transport === 'kafka' ? 'Apache Kafka' : 'embedded log')}
          </Setting>
          <Setting name="Store">
            {pipeline && (pipeline.store === 'postgres' ? 'PostgreSQL' : 'embedded database')}
          </Setting>
          <Setting name="Interfaces">
            <a href="/api/openapi.json">OpenAPI document</a> · <a href="/metrics">Prometheus metrics</a>
          </Setting>
        </div>
      </Card>
    </div>
  )
}
