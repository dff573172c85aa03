import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Pipeline, Session } from '../../../src/schema/http.ts'
import { getJson } from './client.ts'

/** Who the reader is, and whether that matters here. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => getJson<Session>('/api/session', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The machinery's own health, every two seconds; the last known answer stays while the server is away. */
export function usePipeline() {
  return useQuery({
    queryKey: ['pipeline'],
    queryFn: ({ signal }) => getJson<Pipeline>('/api/pipeline', undefined, signal),
    refetchInterval: 2000,
    placeholderData: keepPreviousData,
    retry: false,
  })
}
