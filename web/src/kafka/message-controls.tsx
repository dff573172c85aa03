import { Button, NativeSelect, TextInput } from '@mantine/core'
import {
  IconChevronLeft,
  IconChevronRight,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
} from '@tabler/icons-react'
import { type FormEvent, useEffect, useState } from 'react'
import type { TopicInfo, TopicMessage } from '../../../src/schema/http.ts'
import { setParams } from '../frame/router.ts'
import { usePreferences } from '../settings/preferences.ts'
import { fromInput, toInput } from '../ui/format.ts'
import { PAGE_SIZE, type Position } from './use-messages.ts'

interface MessageControlsProps {
  topic: TopicInfo
  position: Position
  loaded: readonly TopicMessage[]
  /** There are records after those loaded. */
  more: boolean
  following: boolean
  paused: boolean
  waiting: number
  onPause: (paused: boolean) => void
  text: string
  onText: (text: string) => void
}

const goTo = (offset: number) =>
  setParams({ offset: String(Math.max(0, offset)), time: null, tail: null, open: null })

/** Jumps to an offset, or to the first record at a time. */
function JumpForm({ position }: { position: Position }) {
  const { zone } = usePreferences()
  const [offset, setOffset] = useState(position.offset === null ? '' : String(position.offset))
  useEffect(() => setOffset(position.offset === null ? '' : String(position.offset)), [position.offset])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (/^\d{1,15}$/.test(offset)) goTo(Number(offset))
  }
  const jumpToTime = (value: string) => {
    const time_ms = fromInput(value, zone)
    if (!Number.isNaN(time_ms)) {
      setParams({ time: new Date(time_ms).toISOString(), offset: null, tail: null, open: null })
    }
  }
  return (
    <>
      <form onSubmit={submit}>
        <TextInput
          size="xs"
          w={104}
          inputMode="numeric"
          placeholder="Offset"
          aria-label="Go to offset"
          value={offset}
          onChange={event => setOffset(event.currentTarget.value)}
          error={offset !== '' && !/^\d{1,15}$/.test(offset)}
        />
      </form>
      <input
        key={position.time}
        className="messages__time"
        type="datetime-local"
        step={1}
        aria-label="Go to time"
        defaultValue={position.time ? toInput(Date.parse(position.time), zone) : ''}
        onChange={event => jumpToTime(event.currentTarget.value)}
      />
    </>
  )
}

export function MessageControls(props: MessageControlsProps) {
  const { topic, position, loaded, following, paused } = props
  const partition = topic.partitions.find(({ partition }) => partition === position.partition)
  const first = loaded[0]?.offset ?? partition?.end_offset ?? 0
  const last = loaded.at(-1)?.offset ?? first
  const choosePartition = (value: string) =>
    setParams({ partition: value, offset: null, time: null, open: null })
  return (
    <div className="messages__controls">
      <h2>Records</h2>
      <NativeSelect
        size="xs"
        aria-label="Partition"
        value={String(position.partition)}
        onChange={event => choosePartition(event.currentTarget.value)}
        data={topic.partitions.map(({ partition }) => ({
          value: String(partition),
          label: `Partition ${partition}`,
        }))}
      />
      <JumpForm position={position} />
      <TextInput
        size="xs"
        className="messages__text"
        placeholder="Text on this page"
        aria-label="Text on this page"
        value={props.text}
        onChange={event => props.onText(event.currentTarget.value)}
      />
      <span className="messages__gap" />
      {!following && (
        <Button.Group>
          <Button
            variant="default"
            leftSection={<IconChevronLeft size={14} />}
            disabled={first <= (partition?.start_offset ?? 0)}
            onClick={() => goTo(Math.max(partition?.start_offset ?? 0, first - PAGE_SIZE))}
          >
            Older
          </Button>
          <Button
            variant="default"
            rightSection={<IconChevronRight size={14} />}
            disabled={!props.more}
            onClick={() => goTo(last + 1)}
          >
            Newer
          </Button>
          <Button
            variant="default"
            aria-label="Newest"
            onClick={() => setParams({ offset: null, time: null, open: null })}
          >
            <IconPlayerTrackNext size={14} />
          </Button>
        </Button.Group>
      )}
      {following && (
        <Button
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          onClick={() => props.onPause(!paused)}
        >
          {paused ? 'Go on' : 'Pause'}
          {props.waiting > 0 && ` (${props.waiting} waiting)`}
        </Button>
      )}
      <Button
        variant={following ? 'filled' : 'default'}
        aria-pressed={following}
        onClick={() => setParams({ tail: following ? null : '1', offset: null, time: null, open: null })}
      >
        Live tail
      </Button>
    </div>
  )
}
