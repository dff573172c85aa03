import { Skeleton } from '@mantine/core'
import { IconPlugOff } from '@tabler/icons-react'
import { usePipeline } from '../api/queries.ts'
import { Empty, Failed } from '../ui/states.tsx'
import { CorrelationTable } from './correlation-table.tsx'
import { ProblemList } from './problem-list.tsx'
import { ServiceTable } from './service-table.tsx'
import { SourceTable } from './source-table.tsx'
import '../ui/data-table.css'
import './sources-page.css'

/** Where the lines come from, what became of each of them, and the services that move them. */
export function SourcesPage() {
  const pipeline = usePipeline()
  const { data } = pipeline
  return (
    <div className="screen">
      <h1 className="screen__title">Sources</h1>
      {!data && pipeline.isError && (
        <Failed
          what="The state of the pipeline could not be loaded"
          error={pipeline.error}
          onRetry={() => pipeline.refetch()}
        />
      )}
      {!data && !pipeline.isError && [0, 1].map(at => <Skeleton key={at} height={180} mb={16} radius={8} />)}
      {data && <ProblemList problems={data.problems} />}
      {data && (
        <section className="card" aria-label="Sources">
          {data.sources.length > 0 ? (
            <SourceTable sources={data.sources} />
          ) : (
            <Empty icon={<IconPlugOff size={24} />} title="No source is being read">
              <p>Name log files when starting, and they appear here as soon as the collector reads them:</p>
              <p>
                <code>log-sentinel up /var/log/auth.log</code>
              </p>
            </Empty>
          )}
        </section>
      )}
      {data && <CorrelationTable correlations={data.correlations} />}
      {data && <ServiceTable services={data.services} />}
    </div>
  )
}
