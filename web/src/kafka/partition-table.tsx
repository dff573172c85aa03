import type { Pipeline, TopicInfo } from '../../../src/schema/http.ts'
import { caughtUpIn, type LagSample } from '../sources/lag.ts'
import { Card } from '../ui/card.tsx'
import { compact, count, roughly } from '../ui/format.ts'
import { Sparkline } from '../ui/sparkline.tsx'
import { visible } from '../ui/visible.ts'
import { lagKey } from './use-topics.ts'

interface PartitionTableProps {
  topic: TopicInfo
  pipeline: Pipeline | undefined
  history: ReadonlyMap<string, LagSample[]>
  embedded: boolean
}

type Progress = Pipeline['partitions'][number]

function CatchUp({ progress, samples }: { progress: Progress; samples: readonly LagSample[] }) {
  if (progress.lag === 0) return <span className="state-word state-word--good">caught up</span>
  const rest_ms = caughtUpIn(samples)
  if (rest_ms !== null) return <>caught up in {roughly(rest_ms)}</>
  return <span className="state-word state-word--warn">not catching up</span>
}

function ProgressCells({ progress, samples }: { progress: Progress; samples: readonly LagSample[] }) {
  return (
    <>
      <td className="number">{count(progress.next_offset)}</td>
      <td className="number">
        <b>{count(progress.lag)}</b>
      </td>
      <td>
        <Sparkline values={samples.map(({ lag }) => lag)} label={`Lag, now ${progress.lag}`} />
      </td>
      <td>
        <CatchUp progress={progress} samples={samples} />
      </td>
      <td className="number">{compact(progress.events_per_second)}/s</td>
      <td className="number">{count(progress.parse_failures)}</td>
      <td className="number">{count(progress.dead_letters)}</td>
      <td>{progress.owner === null ? <span className="dim">no detector</span> : visible(progress.owner)}</td>
    </>
  )
}

/** The partitions of a topic and, where detection reads it, how far it has come. */
export function PartitionTable({ topic, pipeline, history, embedded }: PartitionTableProps) {
  const progress = new Map(
    pipeline?.partitions.filter(row => row.topic === topic.name).map(row => [row.partition, row]),
  )
  return (
    <Card label="Partitions" title={topic.name}>
      <div className="table-wrap">
        <table className={`data-table ${progress.size === 0 ? 'data-table--narrow' : ''}`}>
          <thead>
            <tr>
              <th className="number">Partition</th>
              <th className="number">Start</th>
              <th className="number">End</th>
              <th className="number">Records</th>
              {!embedded && <th className="number">In sync</th>}
              {progress.size > 0 && (
                <>
                  <th className="number">Offset</th>
                  <th className="number">Lag</th>
                  <th>Trend</th>
                  <th>Estimate</th>
                  <th className="number">Events</th>
                  <th className="number">Unparsed</th>
                  <th className="number">Dead letters</th>
                  <th>Detector</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {topic.partitions.map(({ partition, start_offset, end_offset, replicas, in_sync }) => {
              const row = progress.get(partition)
              return (
                <tr key={partition}>
                  <td className="number">{partition}</td>
                  <td className="number">{count(start_offset)}</td>
                  <td className="number">{count(end_offset)}</td>
                  <td className="number">{count(end_offset - start_offset)}</td>
                  {!embedded && (
                    <td className="number">
                      {in_sync} of {replicas}
                    </td>
                  )}
                  {row && (
                    <ProgressCells
                      progress={row}
                      samples={history.get(lagKey(topic.name, partition)) ?? []}
                    />
                  )}
                  {!row && progress.size > 0 && (
                    <td colSpan={8} className="dim">
                      not detected on yet
                    </td>
                  )}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
