import { Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Pipeline } from '../../../src/schema/http.ts'
import { usePipeline } from '../api/queries.ts'
import { useBehind } from '../sources/use-behind.ts'
import { roughly } from '../ui/format.ts'
import { Ago } from '../ui/time.tsx'
import { type Live, togglePause, useLive } from './live.ts'
import './live-state.css'

type Tone = 'good' | 'warn' | 'bad' | 'still'
interface Shown {
  tone: Tone
  word: string
  since?: string
  why: string
}

function shownOf(
  { connection, paused }: Live,
  pipeline: UseQueryResult<Pipeline>,
  behind_ms: number,
  fixed: boolean,
): Shown {
  if (connection?.state === 'reconnecting') {
    const why = 'The server does not answer. What is on the page stays; nothing is missed once it is back.'
    return { tone: 'bad', word: 'Reconnecting', since: connection.since, why }
  }
  if (connection?.state === 'waiting') {
    const { part, message, since } = connection.problem
    return { tone: 'bad', word: `No ${part}`, since, why: message }
  }
  if (connection === null && pipeline.isError) {
    const since = pipeline.dataUpdatedAt > 0 ? { since: new Date(pipeline.dataUpdatedAt).toISOString() } : {}
    return { tone: 'bad', word: 'Reconnecting', ...since, why: pipeline.error.message }
  }
  if (connection?.state === 'connecting')
    return { tone: 'still', word: 'Connecting', why: 'Opening the stream.' }
  if (paused && connection)
    return { tone: 'still', word: 'Paused', why: 'New alerts gather until you go on.' }
  if (fixed)
    return { tone: 'still', word: 'Fixed range', why: 'The chosen range has an end: nothing is added.' }
  if (behind_ms >= 2000) {
    const why = 'Detection has records waiting: alerts come later than their lines.'
    return { tone: 'warn', word: `Behind by ${roughly(behind_ms)}`, why }
  }
  return { tone: 'good', word: 'Live', why: 'Alerts appear as they are raised.' }
}

/** One dot that says whether what is on the page is the present; a click on it pauses the stream. */
export function LiveState({ fixed }: { fixed: boolean }) {
  const live = useLive()
  const pipeline = usePipeline()
  const behind_ms = useBehind(pipeline.data)
  const { tone, word, since, why } = shownOf(live, pipeline, behind_ms, fixed)
  const pausable = live.connection !== null
  const inside = (
    <>
      <span className="live__dot" />
      <span className="live__word">
        {word}
        {since && (
          <span className="live__since">
            <Ago at={since} />
          </span>
        )}
      </span>
    </>
  )
  return (
    <>
      <output className="visually-hidden">{word}</output>
      <Tooltip label={why} multiline maw={280}>
        {pausable ? (
          <button
            type="button"
            className={`plain-button live live--${tone}`}
            aria-pressed={live.paused}
            onClick={togglePause}
          >
            {inside}
            {live.paused ? <IconPlayerPlay size={13} /> : <IconPlayerPause size={13} />}
          </button>
        ) : (
          <span className={`live live--${tone}`}>{inside}</span>
        )}
      </Tooltip>
    </>
  )
}
