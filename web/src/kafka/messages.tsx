import { Skeleton } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import { useState } from 'react'
import type { TopicInfo } from '../../../src/schema/http.ts'
import { setParams, usePlace } from '../frame/router.ts'
import { Empty, Failed } from '../ui/states.tsx'
import { MessageControls } from './message-controls.tsx'
import { MessageRow } from './message-row.tsx'
import { type Position, useMessagePage, useTail } from './use-messages.ts'
import './messages.css'

/** Where there is most to see: the records of one source are all in one partition. */
function fullest({ partitions }: TopicInfo): number {
  const size = ({ start_offset, end_offset }: TopicInfo['partitions'][number]) => end_offset - start_offset
  return partitions.toSorted((a, b) => size(b) - size(a))[0]?.partition ?? 0
}

function positionOf(params: URLSearchParams, topic: TopicInfo, usual: number): Position {
  const wanted = params.get('partition')
  const partition = topic.partitions.find(({ partition }) => String(partition) === wanted)?.partition ?? usual
  const offset = params.get('offset')
  const time = params.get('time')
  return {
    partition,
    offset: offset !== null && /^\d{1,15}$/.test(offset) ? Number(offset) : null,
    time: time !== null && !Number.isNaN(Date.parse(time)) ? time : null,
  }
}

/** The raw records of a topic, newest on top: a page from anywhere, or the end as it grows. */
export function Messages({ topic }: { topic: TopicInfo }) {
  const { params } = usePlace()
  const [usual] = useState(() => fullest(topic))
  const position = positionOf(params, topic, usual)
  const following = params.get('tail') === '1'
  const open = params.get('open')
  const [text, setText] = useState('')
  const [pointerOver, setPointerOver] = useState(false)
  const [paused, setPaused] = useState(false)
  const page = useMessagePage(topic.name, position, !following)
  const tail = useTail(topic.name, position.partition, following, paused || pointerOver || open !== null)

  const loaded = following ? tail.messages : (page.data?.items ?? null)
  const wanted = text.toLowerCase()
  const shown = loaded?.toReversed().filter(message => {
    const headers = Object.entries(message.headers).flat().join(' ')
    return `${message.key?.text ?? ''} ${headers} ${message.value.text}`.toLowerCase().includes(wanted)
  })
  const error = following ? tail.error : page.error
  return (
    <section className="card messages" aria-label="Records">
      <MessageControls
        topic={topic}
        position={position}
        loaded={loaded ?? []}
        more={!following && page.data?.next !== null}
        following={following}
        paused={paused}
        waiting={tail.waiting}
        onPause={setPaused}
        text={text}
        onText={setText}
      />
      {error && !loaded?.length && (
        <Failed what="The records could not be loaded" error={error} onRetry={() => page.refetch()} />
      )}
      {!loaded &&
        !error &&
        [60, 80, 72, 50, 66].map(width => <Skeleton key={width} height={12} m={12} width={`${width}%`} />)}
      {shown?.length === 0 && !error && (
        <Empty
          icon={<IconInbox size={24} />}
          title={text ? 'No loaded record holds this' : 'No records here'}
        >
          <p>
            {text
              ? 'The text is looked for in the records of this page.'
              : 'Choose another partition, offset or time.'}
          </p>
        </Empty>
      )}
      {shown && shown.length > 0 && (
        <ol
          className="messages__list"
          onPointerEnter={() => setPointerOver(true)}
          onPointerLeave={() => setPointerOver(false)}
        >
          {shown.map(message => (
            <MessageRow
              key={message.offset}
              message={message}
              open={open === String(message.offset)}
              onToggle={() =>
                setParams(
                  { open: open === String(message.offset) ? null : String(message.offset) },
                  'replace',
                )
              }
            />
          ))}
        </ol>
      )}
    </section>
  )
}
