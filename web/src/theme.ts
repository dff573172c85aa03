import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Slate for the surfaces and text, from the lightest to the darkest. */
const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f4',
  '#e4e7ec',
  '#d5dae2',
  '#b8c0cc',
  '#8a94a5',
  '#667083',
  '#4c5665',
  '#323a47',
  '#1c222c',
]

/** The same hue for the dark scheme, where Mantine takes text from 0 and the page from 7. */
const dark: MantineColorsTuple = [
  '#e2e7f0',
  '#c3cbd8',
  '#9aa4b5',
  '#6b7587',
  '#2c3440',
  '#232a35',
  '#171c24',
  '#0f1319',
  '#0b0e13',
  '#07090d',
]

/** The one accent: what can be acted on, and where the reader is. */
const iris: MantineColorsTuple = [
  '#eef0ff',
  '#dfe2fd',
  '#bcc2f7',
  '#98a0f2',
  '#7f88ee',
  '#656fe9',
  '#5a64e5',
  '#4a54cc',
  '#414ab7',
  '#353e9f',
]

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { gray, dark, iris },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '11px', sm: '12.5px', md: '13.5px', lg: '15px', xl: '18px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 'xs' } },
    Popover: { defaultProps: { shadow: 'md' } },
    Menu: { defaultProps: { shadow: 'md' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Button: { defaultProps: { size: 'xs' } },
  },
})
