import { Skeleton } from '@mantine/core'
import { IconFileCode } from '@tabler/icons-react'
import { usePipeline } from '../api/queries.ts'
import { Link } from '../frame/link.tsx'
import { count } from '../ui/format.ts'
import { Empty, Failed } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { visible } from '../ui/visible.ts'
import '../ui/data-table.css'
import './rules-page.css'

/** How many rules are at work, and which could not be loaded and why. */
export function RulesPage() {
  const pipeline = usePipeline()
  const rules = pipeline.data?.rules
  return (
    <div className="screen">
      <h1 className="screen__title">Rules</h1>
      {!pipeline.data && pipeline.isError && (
        <Failed
          what="The state of the rules could not be loaded"
          error={pipeline.error}
          onRetry={() => pipeline.refetch()}
        />
      )}
      {!pipeline.data && !pipeline.isError && <Skeleton height={160} radius={8} />}
      {pipeline.data && !rules && (
        <Empty icon={<IconFileCode size={24} />} title="No detector has told of its rules">
          <p>Rules are loaded by the detector. Start one, and it reports here within a second:</p>
          <p>
            <code>log-sentinel detector</code>
          </p>
        </Empty>
      )}
      {rules && (
        <div className="rules">
          <div className="rules__facts">
            <div className="rules__fact">
              <b>{count(rules.loaded)}</b> loaded
            </div>
            <div className="rules__fact" data-bad={rules.problems.length > 0 || undefined}>
              <b>{count(rules.problems.length)}</b> not loaded
            </div>
            <div className="rules__fact dim">
              read <Ago at={rules.loaded_at} suffix=" ago" />
            </div>
            <Link to="/alerts?group=rule">Alerts by rule</Link>
          </div>
          <p className="dim">
            A broken rule is left out and told here; the others go on. The health of each rule, silences and
            the coverage of ATT&CK will have their place on this page.
          </p>
          {rules.problems.length === 0 && <p className="dim">Every rule was loaded.</p>}
          {rules.problems.length > 0 && (
            <section className="card" aria-label="Rules that were not loaded">
              <div className="table-wrap">
                <table className="data-table rules__problems">
                  <thead>
                    <tr>
                      <th>File</th>
                      <th className="number">Line</th>
                      <th>Why it was not loaded</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rules.problems.map(({ file, line, reason }) => (
                      <tr key={`${file} ${line} ${reason}`}>
                        <td className="mono">{visible(file)}</td>
                        <td className="number">{line}</td>
                        <td>{visible(reason)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          )}
        </div>
      )}
    </div>
  )
}
