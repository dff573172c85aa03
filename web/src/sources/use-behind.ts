import { useEffect, useState } from 'react'
import type { Pipeline } from '../../../src/schema/http.ts'
import { type Behind, nextBehind } from './lag.ts'

/** How far detection is behind at the moment, in milliseconds. */
export function useBehind(pipeline: Pipeline | undefined): number {
  const [behind, setBehind] = useState<Behind | null>(null)
  useEffect(() => {
    if (pipeline) setBehind(before => nextBehind(before, Date.parse(pipeline.at), pipeline.partitions))
  }, [pipeline])
  return behind?.behind_ms ?? 0
}
