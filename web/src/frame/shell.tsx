import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useSession } from '../api/queries.ts'
import { useKeys } from './keys.ts'
import { useLive } from './live.ts'
import { Login } from './login.tsx'
import { Palette } from './palette.tsx'
import { navigate, usePlace } from './router.ts'
import { Routes } from './routes.tsx'
import { SCREENS, screenOf } from './screens.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { SideBar } from './side-bar.tsx'
import { TopBar } from './top-bar.tsx'
import './frame.css'

/** Two keys in a row within this time go to a screen. */
const SEQUENCE_MS = 1200

function useTitle(path: string): void {
  const { pending } = useLive()
  const name = screenOf(path)?.name ?? 'Not found'
  useEffect(() => {
    document.title = `${pending > 0 ? `(${pending}) ` : ''}${name} · Log Sentinel`
  }, [name, pending])
}

function useGlobalKeys(search: React.RefObject<HTMLInputElement | null>, openShortcuts: () => void): void {
  const [goUntil_ms, setGoUntil] = useState(0)
  const go = (key: string) => {
    const screen = Date.now() < goUntil_ms && SCREENS.find(screen => screen.key === key)
    setGoUntil(0)
    if (screen) navigate(screen.path)
  }
  const seconds = Object.fromEntries(
    SCREENS.map(({ key }) => [key, goUntil_ms > 0 ? () => go(key) : undefined]),
  )
  useKeys({
    ...seconds,
    g: () => setGoUntil(Date.now() + SEQUENCE_MS),
    '?': openShortcuts,
    '/': event => {
      event.preventDefault()
      search.current?.focus()
      search.current?.select()
    },
  })
}

function Frame() {
  const { path } = usePlace()
  const search = useRef<HTMLInputElement>(null)
  const [shortcuts, setShortcuts] = useState(false)
  const openShortcuts = () => setShortcuts(true)
  useGlobalKeys(search, openShortcuts)
  useTitle(path)
  return (
    <div className="frame">
      <a className="frame__skip" href="#main">
        Skip to content
      </a>
      <SideBar path={path} />
      <TopBar searchRef={search} />
      <main className="frame__main" id="main" tabIndex={-1}>
        <Suspense>
          <Routes path={path} />
        </Suspense>
      </main>
      <Palette onShortcuts={openShortcuts} />
      <Shortcuts opened={shortcuts} onClose={() => setShortcuts(false)} />
    </div>
  )
}

/** The frame around every screen, or the login where one is needed. */
export function Shell() {
  const session = useSession()
  const client = useQueryClient()
  if (session.data?.login_required && session.data.user === null) {
    return <Login onDone={() => client.resetQueries()} />
  }
  return <Frame />
}
