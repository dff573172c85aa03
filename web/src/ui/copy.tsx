import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'

/** Copies `text` exactly as it is, hidden characters included. */
export function Copy({ text, what = 'Copy' }: { text: string; what?: string }) {
  const clipboard = useClipboard({ timeout: 1200 })
  return (
    <Tooltip label={clipboard.copied ? 'Copied' : what}>
      <ActionIcon size={22} aria-label={what} onClick={() => clipboard.copy(text)}>
        {clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}
