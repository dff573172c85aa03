import {
  IconBellRinging,
  IconCrosshair,
  IconDatabase,
  IconFileCode,
  IconFolderSearch,
  IconPlugConnected,
  IconSettings,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'

export interface Screen {
  path: string
  name: string
  /** The second key of `g x`, which goes there. */
  key: string
  Icon: ComponentType<{ size?: number; stroke?: number }>
}

/** In the order of the side bar. */
export const SCREENS: readonly Screen[] = [
  { path: '/alerts', name: 'Alerts', key: 'a', Icon: IconBellRinging },
  { path: '/incidents', name: 'Incidents', key: 'i', Icon: IconFolderSearch },
  { path: '/hunt', name: 'Hunt', key: 'h', Icon: IconCrosshair },
  { path: '/rules', name: 'Rules', key: 'r', Icon: IconFileCode },
  { path: '/sources', name: 'Sources', key: 's', Icon: IconPlugConnected },
  { path: '/kafka', name: 'Kafka', key: 'k', Icon: IconDatabase },
  { path: '/settings', name: 'Settings', key: ',', Icon: IconSettings },
]

export const screenOf = (path: string): Screen | undefined =>
  SCREENS.find(screen => path === screen.path || path.startsWith(`${screen.path}/`))
