import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Pipeline, TopicInfo } from '../../../src/schema/http.ts'
import { getJson } from '../api/client.ts'
import { type LagSample, withSample } from '../sources/lag.ts'

type Topics = { items: TopicInfo[]; next: string | null }

/** The topics and where their partitions begin and end. */
export function useTopics() {
  return useQuery({
    queryKey: ['topics'],
    queryFn: ({ signal }) => getJson<Topics>('/api/topics', undefined, signal),
    refetchInterval: 2000,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

export const lagKey = (topic: string, partition: number): string => `${topic}/${partition}`

/** The lag of each partition since this screen was opened. */
export function useLagHistory(pipeline: Pipeline | undefined): ReadonlyMap<string, LagSample[]> {
  const [history, setHistory] = useState<ReadonlyMap<string, LagSample[]>>(new Map())
  useEffect(() => {
    if (!pipeline) return
    const at_ms = Date.parse(pipeline.at)
    setHistory(history => {
      const next = new Map<string, LagSample[]>()
      for (const { topic, partition, lag } of pipeline.partitions) {
        const key = lagKey(topic, partition)
        next.set(key, withSample(history.get(key) ?? [], { at_ms, lag }))
      }
      return next
    })
  }, [pipeline])
  return history
}
