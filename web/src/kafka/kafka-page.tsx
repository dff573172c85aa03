import { Skeleton } from '@mantine/core'
import { IconDatabaseOff } from '@tabler/icons-react'
import { usePipeline } from '../api/queries.ts'
import { Link } from '../frame/link.tsx'
import { Empty, Failed } from '../ui/states.tsx'
import { Messages } from './messages.tsx'
import { PartitionTable } from './partition-table.tsx'
import { TopicList } from './topic-list.tsx'
import { useLagHistory, useTopics } from './use-topics.ts'
import '../ui/data-table.css'
import './kafka-page.css'

/** Topics, partitions, how far detection has come in them, and the raw records. */
export function KafkaPage({ topic: name }: { topic: string | null }) {
  const topics = useTopics()
  const pipeline = usePipeline().data
  const history = useLagHistory(pipeline)
  const items = topics.data?.items
  const topic = name === null ? items?.[0] : items?.find(item => item.name === name)
  const embedded = pipeline?.transport === 'embedded'
  return (
    <div className="kafka">
      <TopicList
        topics={items ?? null}
        chosen={topic?.name ?? null}
        transport={pipeline?.transport ?? null}
      />
      <div className="kafka__detail">
        {!items && topics.isError && (
          <Failed
            what="The topics could not be loaded"
            error={topics.error}
            onRetry={() => topics.refetch()}
          />
        )}
        {!items && !topics.isError && <Skeleton height={160} m={16} radius={8} width="auto" />}
        {items && !topic && (
          <Empty
            icon={<IconDatabaseOff size={24} />}
            title={name ? 'There is no such topic' : 'No topics yet'}
          >
            {name ? (
              <Link to="/kafka">To the topics</Link>
            ) : (
              <p>They are made when the first service starts.</p>
            )}
          </Empty>
        )}
        {topic && (
          <>
            <PartitionTable topic={topic} pipeline={pipeline} history={history} embedded={embedded} />
            <Messages key={topic.name} topic={topic} />
          </>
        )}
      </div>
    </div>
  )
}
