import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { TopicMessage } from '../../../src/schema/http.ts'
import { getJson } from '../api/client.ts'

export const PAGE_SIZE = 50
/** Records kept while following the end. */
const TAIL_MAX = 500
const TAIL_EVERY_MS = 1000

type MessagePage = { items: TopicMessage[]; next: string | null }

/** Where a page of records begins: an offset, a time, or so that it ends at the partition's end. */
export interface Position {
  partition: number
  offset: number | null
  time: string | null
}

const messagesPath = (topic: string): string => `/api/topics/${encodeURIComponent(topic)}/messages`

/** One page of records, in the order of their offsets. */
export function useMessagePage(topic: string, { partition, offset, time }: Position, enabled: boolean) {
  return useQuery({
    queryKey: ['messages', topic, partition, offset, time],
    queryFn: ({ signal }) => {
      const params = new URLSearchParams({ partition: String(partition), limit: String(PAGE_SIZE) })
      if (offset !== null) params.set('offset', String(offset))
      else if (time !== null) params.set('time', time)
      return getJson<MessagePage>(messagesPath(topic), params, signal)
    },
    placeholderData: keepPreviousData,
    enabled,
  })
}

export interface Tail {
  messages: readonly TopicMessage[]
  /** Arrived while `hold`, not shown yet. */
  waiting: number
  error: Error | null
}

/** Follows the end of a partition. While `hold`, what arrives waits. */
export function useTail(topic: string, partition: number, enabled: boolean, hold: boolean): Tail {
  const [tail, setTail] = useState<Tail>({ messages: [], waiting: 0, error: null })
  const holding = useRef(hold)
  const gathered = useRef<TopicMessage[]>([])
  useEffect(() => {
    holding.current = hold
  }, [hold])
  useEffect(() => {
    if (!enabled) return
    const abort = new AbortController()
    let next: number | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const poll = async () => {
      const params = new URLSearchParams({ partition: String(partition), limit: '200' })
      if (next === null) params.set('limit', String(PAGE_SIZE))
      else params.set('offset', String(next))
      try {
        const page = await getJson<MessagePage>(messagesPath(topic), params, abort.signal)
        next = (page.items.at(-1)?.offset ?? (next ?? 0) - 1) + 1
        gathered.current = [...gathered.current, ...page.items].slice(-TAIL_MAX)
        const taken = holding.current ? [] : gathered.current.splice(0)
        const waiting = gathered.current.length
        setTail(tail => ({ messages: [...tail.messages, ...taken].slice(-TAIL_MAX), waiting, error: null }))
      } catch (error) {
        if (abort.signal.aborted) return
        setTail(tail => ({ ...tail, error: error instanceof Error ? error : new Error(String(error)) }))
      }
      timer = setTimeout(poll, TAIL_EVERY_MS)
    }
    void poll()
    return () => {
      abort.abort()
      clearTimeout(timer)
      gathered.current = []
      setTail({ messages: [], waiting: 0, error: null })
    }
  }, [topic, partition, enabled])
  return tail
}
