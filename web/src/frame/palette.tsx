import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconClock,
  IconKeyboard,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  IconSun,
  IconWorld,
} from '@tabler/icons-react'
import { PRESETS } from '../alerts/view.ts'
import { setPreferences, usePreferences } from '../settings/preferences.ts'
import { LevelIcon } from '../ui/level.tsx'
import { LEVEL_WORDS, LEVELS_WORST_FIRST } from '../ui/level-order.ts'
import { togglePause, useLive } from './live.ts'
import { navigate, patched, usePlace } from './router.ts'
import { SCREENS } from './screens.tsx'

interface PaletteProps {
  onShortcuts: () => void
}

/** Every command of the page by name (Ctrl K). */
export function Palette({ onShortcuts }: PaletteProps) {
  const { path, params } = usePlace()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { zone } = usePreferences()
  const live = useLive()
  const onAlerts = path.startsWith('/alerts')
  const alertsWith = (patch: Parameters<typeof patched>[1]) => {
    const query = patched(onAlerts ? params : new URLSearchParams(), { open: null, ...patch }).toString()
    navigate(query ? `/alerts?${query}` : '/alerts')
  }

  const screens = SCREENS.map(({ path, name, key, Icon }) => ({
    id: path,
    label: `Go to ${name}`,
    leftSection: <Icon size={18} stroke={1.6} />,
    rightSection: <kbd>g {key}</kbd>,
    onClick: () => navigate(path),
  }))
  const filters = LEVELS_WORST_FIRST.map(level => ({
    id: `level-${level}`,
    label: `Show ${LEVEL_WORDS[level].toLowerCase()} alerts only`,
    leftSection: <LevelIcon level={level} size={16} />,
    onClick: () => alertsWith({ level }),
  }))
  const ranges = PRESETS.map(({ key, label }) => ({
    id: `range-${key}`,
    label,
    leftSection: <IconClock size={18} stroke={1.6} />,
    onClick: () => alertsWith({ range: key, from: null, to: null }),
  }))
  const pause: SpotlightActionData = {
    id: 'pause',
    label: live.paused ? 'Go on with live alerts' : 'Pause live alerts',
    leftSection: live.paused ? <IconPlayerPlay size={18} /> : <IconPlayerPause size={18} />,
    rightSection: <kbd>p</kbd>,
    onClick: togglePause,
  }
  const dark = colorScheme === 'dark'
  const page: SpotlightActionData[] = [
    {
      id: 'theme',
      label: dark ? 'Use the light theme' : 'Use the dark theme',
      leftSection: dark ? <IconSun size={18} /> : <IconMoon size={18} />,
      onClick: () => setColorScheme(dark ? 'light' : 'dark'),
    },
    {
      id: 'zone',
      label: zone === 'utc' ? 'Show times in my time zone' : 'Show times in UTC',
      leftSection: <IconWorld size={18} stroke={1.6} />,
      onClick: () => setPreferences({ zone: zone === 'utc' ? 'local' : 'utc' }),
    },
    {
      id: 'keys',
      label: 'Keyboard shortcuts',
      leftSection: <IconKeyboard size={18} stroke={1.6} />,
      rightSection: <kbd>?</kbd>,
      onClick: onShortcuts,
    },
  ]
  const groups: SpotlightActionGroupData[] = [
    { group: 'Go to', actions: screens },
    { group: 'Alerts', actions: [...(onAlerts ? [pause] : []), ...filters, ...ranges] },
    { group: 'Page', actions: page },
  ]
  return (
    <Spotlight
      actions={groups}
      shortcut="mod + K"
      highlightQuery
      scrollable
      maxHeight={420}
      lockScroll={false}
      nothingFound="No such command"
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: 'Type a command' }}
    />
  )
}
