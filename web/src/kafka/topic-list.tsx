import { Skeleton } from '@mantine/core'
import type { Pipeline, TopicInfo } from '../../../src/schema/http.ts'
import { Link } from '../frame/link.tsx'
import { compact } from '../ui/format.ts'

const recordsOf = (topic: TopicInfo): number =>
  topic.partitions.reduce((sum, { start_offset, end_offset }) => sum + end_offset - start_offset, 0)

interface TopicListProps {
  topics: readonly TopicInfo[] | null
  chosen: string | null
  transport: Pipeline['transport'] | null
}

export function TopicList({ topics, chosen, transport }: TopicListProps) {
  return (
    <nav className="topics" aria-label="Topics">
      <h1 className="topics__title">
        Topics
        {transport && <span className="dim">{transport === 'kafka' ? 'Apache Kafka' : 'embedded log'}</span>}
      </h1>
      {topics === null &&
        [70, 80, 60].map(width => <Skeleton key={width} height={14} width={`${width}%`} m={12} />)}
      {topics?.map(topic => (
        <Link
          key={topic.name}
          to={`/kafka/${encodeURIComponent(topic.name)}`}
          className="topics__item"
          aria-current={topic.name === chosen ? 'true' : undefined}
        >
          <span className="topics__name ellipsis">{topic.name}</span>
          <span className="dim">
            {topic.partitions.length} {topic.partitions.length === 1 ? 'partition' : 'partitions'} ·{' '}
            {compact(recordsOf(topic))} records
          </span>
        </Link>
      ))}
    </nav>
  )
}
