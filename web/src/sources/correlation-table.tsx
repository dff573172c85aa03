import type { Pipeline } from '../../../src/schema/http.ts'
import { Card } from '../ui/card.tsx'
import { count } from '../ui/format.ts'
import { visible } from '../ui/visible.ts'

type Correlations = Pipeline['correlations']

/** What was left out, and why; nothing where nothing was. */
function LeftOut({ row }: { row: Correlations['correlations'][number] }) {
  const reasons = [
    [row.late, 'late'],
    [row.refused, 'over a limit'],
    [row.without_group, 'without a field to group by'],
    [row.without_value, 'without a value'],
  ] as const
  const told = reasons
    .filter(([number]) => number > 0)
    .map(([number, reason]) => `${count(number)} ${reason}`)
  return told.length > 0 ? <span>{told.join(', ')}</span> : <span className="dim">–</span>
}

function Troubles({ ahead, unknown, behind }: Correlations) {
  if (ahead + unknown + behind.length === 0) return null
  return (
    <div className="card__body dim">
      {ahead > 0 && <p>{count(ahead)} events were left out because they tell a time in the future.</p>}
      {unknown > 0 && <p>{count(unknown)} matches were left out because their correlation is not loaded.</p>}
      {behind.length > 0 && (
        <p>
          Partition {behind.join(', ')} of the logs {behind.length === 1 ? 'holds' : 'hold'} events that are
          long past. They hold up no others.
        </p>
      )}
    </div>
  )
}

/** The correlations: what each watches, and what it could not take. */
export function CorrelationTable({ correlations }: { correlations: Correlations }) {
  if (correlations.correlations.length === 0) return null
  return (
    <Card label="Correlations">
      <Troubles {...correlations} />
      <div className="table-wrap">
        <table className="data-table data-table--cards">
          <thead>
            <tr>
              <th>Correlation</th>
              <th className="number">Groups watched</th>
              <th className="number">Matches taken</th>
              <th>Left out</th>
            </tr>
          </thead>
          <tbody>
            {correlations.correlations.map(row => (
              <tr key={row.id}>
                <td data-label="Correlation">
                  <b>{visible(row.title)}</b>
                </td>
                <td data-label="Groups watched" className="number">
                  <span>{count(row.groups)}</span>
                </td>
                <td data-label="Matches taken" className="number">
                  <span>{count(row.taken)}</span>
                </td>
                <td data-label="Left out">
                  <LeftOut row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
