import type { SourceStatus } from '../schema/status.ts'

/** So few that nobody has to count their bytes: paths are shorter than this allows for. */
const ALWAYS_LISTED = 100

/**
 * The sources that a status names one by one, within `bytes_max` of JSON: those with a problem first, then those that
 * have something to read, then those that were read last. The others make one row together, so that what the rows tell
 * adds up to what the ledgers hold.
 */
export function listedSources(sources: readonly SourceStatus[], bytes_max: number): SourceStatus[] {
  if (sources.length <= ALWAYS_LISTED) return [...sources]
  const byNews = sources.toSorted((a, b) => newsOf(b) - newsOf(a) || later(a, b))
  let bytes = 0
  const end = byNews.findIndex(source => {
    bytes += Buffer.byteLength(JSON.stringify(source)) + 1
    return bytes > bytes_max
  })
  if (end === -1) return [...sources]
  const [first, ...others] = byNews.slice(end)
  const listed = byNews.slice(0, end)
  return first ? [...listed, others.reduce(together, named(first, others.length + 1))] : listed
}

const newsOf = ({ problem, state }: SourceStatus): number =>
  problem !== null ? 2 : state === 'reading' ? 1 : 0

/** Times of this form sort as texts. */
function later(a: SourceStatus, b: SourceStatus): number {
  const [time, other] = [a.last_record_at ?? '', b.last_record_at ?? '']
  return time < other ? 1 : time > other ? -1 : 0
}

const named = (source: SourceStatus, count: number): SourceStatus => ({
  ...source,
  source: `${count} more sources`,
})

function together(sum: SourceStatus, source: SourceStatus): SourceStatus {
  return {
    ...sum,
    read: sum.read + source.read,
    published: sum.published + source.published,
    refused: sum.refused + source.refused,
    waiting: sum.waiting + source.waiting,
    bytes: {
      read: sum.bytes.read + source.bytes.read,
      published: sum.bytes.published + source.bytes.published,
      refused: sum.bytes.refused + source.bytes.refused,
      waiting: sum.bytes.waiting + source.bytes.waiting,
    },
    cut: sum.cut + source.cut,
    lost_bytes: sum.lost_bytes + source.lost_bytes,
    position_bytes: sum.position_bytes + source.position_bytes,
    size_bytes: sum.size_bytes + source.size_bytes,
    records_per_second: sum.records_per_second + source.records_per_second,
  }
}
