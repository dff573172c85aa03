import type { Pipeline } from '../../../src/schema/http.ts'
import { Card } from '../ui/card.tsx'
import { bytes } from '../ui/format.ts'
import { Ago } from '../ui/time.tsx'
import { visible } from '../ui/visible.ts'

/** The services heard of in the last minute. */
export function ServiceTable({ services }: { services: Pipeline['services'] }) {
  return (
    <Card label="Services">
      {services.length === 0 && (
        <div className="card__body dim">No service has told of itself in the last minute.</div>
      )}
      {services.length > 0 && (
        <div className="table-wrap">
          <table className="data-table data-table--cards">
            <thead>
              <tr>
                <th>Service</th>
                <th>State</th>
                <th>Host</th>
                <th className="number">Process</th>
                <th className="number">Memory</th>
                <th>Running for</th>
                <th>Last heard</th>
                <th>Version</th>
              </tr>
            </thead>
            <tbody>
              {services.map(service => (
                <tr key={service.instance}>
                  <td data-label="Service">
                    <b>{service.service}</b>
                  </td>
                  <td data-label="State">
                    <span className={`state-word state-word--${service.alive ? 'good' : 'bad'}`}>
                      {service.alive ? 'alive' : 'silent'}
                    </span>
                    {service.problems.map(({ part, message }) => (
                      <div key={`${part} ${message}`} className="source__problem">
                        {visible(part)}: {visible(message)}
                      </div>
                    ))}
                  </td>
                  <td data-label="Host">
                    <span>{visible(service.host)}</span>
                  </td>
                  <td data-label="Process" className="number">
                    <span>{service.pid}</span>
                  </td>
                  <td data-label="Memory" className="number">
                    <span>{bytes(service.memory_bytes)}</span>
                  </td>
                  <td data-label="Running for">
                    <Ago at={service.started_at} />
                  </td>
                  <td data-label="Last heard">
                    <Ago at={service.at} suffix=" ago" />
                  </td>
                  <td data-label="Version" className="dim">
                    <span>{visible(service.version)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
