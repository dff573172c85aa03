import { Tooltip } from '@mantine/core'
import type { Pipeline } from '../../../src/schema/http.ts'
import { bytes, compact, count } from '../ui/format.ts'
import { Ago } from '../ui/time.tsx'
import { visible } from '../ui/visible.ts'

type Source = Pipeline['sources'][number]

const TONES: Record<Source['state'], string> = {
  reading: 'good',
  idle: 'idle',
  missing: 'warn',
  unreadable: 'bad',
}

/** How far into the file the reading is; listeners have no file. */
function Position({ source }: { source: Source }) {
  const { position_bytes, size_bytes } = source
  if (size_bytes === 0) return <span className="dim">–</span>
  const part = Math.min(position_bytes / size_bytes, 1)
  const left = size_bytes - position_bytes
  return (
    <Tooltip
      label={`${bytes(position_bytes)} of ${bytes(size_bytes)}${left > 0 ? `, ${bytes(left)} to read` : ''}`}
    >
      <span className="position">
        <span className="position__track">
          <span className="position__bar" style={{ transform: `scaleX(${part})` }} />
        </span>
        <span className="position__text">
          {part === 1 ? bytes(size_bytes) : `${Math.floor(part * 100)} %`}
        </span>
      </span>
    </Tooltip>
  )
}

/** `read = published + refused + waiting`: no line is ever unaccounted for. */
function Ledger({ source }: { source: Source }) {
  const { read, published, refused, waiting } = source
  const missing = read - published - refused - waiting
  const sizes = [source.bytes.published, source.bytes.refused, source.bytes.waiting].map(bytes)
  const title = `read = published + refused + waiting\n${bytes(source.bytes.read)} = ${sizes.join(' + ')}`
  return (
    <span className="ledger" title={title}>
      <b>{count(read)}</b>
      <span className="dim">=</span>
      {count(published)}
      <span className="dim">+</span>
      <span data-bad={refused > 0 || undefined}>{count(refused)}</span>
      <span className="dim">+</span>
      <span data-warn={waiting > 0 || undefined}>{count(waiting)}</span>
      {missing !== 0 && <span data-bad>({count(missing)} unaccounted)</span>}
    </span>
  )
}

/** What `read` does not tell: lines of which only the head was taken, and bytes that nobody could read in time. */
function Losses({ source: { cut, lost_bytes } }: { source: Source }) {
  if (cut === 0 && lost_bytes === 0) return null
  const parts = [cut > 0 && `${count(cut)} cut`, lost_bytes > 0 && `${bytes(lost_bytes)} lost`]
  return <div className="source__problem">{parts.filter(Boolean).join(', ')}</div>
}

/** Every source of the living collectors. */
export function SourceTable({ sources }: { sources: readonly Source[] }) {
  return (
    <div className="table-wrap">
      <table className="data-table data-table--cards">
        <thead>
          <tr>
            <th>Source</th>
            <th>State</th>
            <th>Last record</th>
            <th className="number">Rate</th>
            <th>Position</th>
            <th>
              <span className="visually-hidden">Ledger: </span>Read = published + refused + waiting
            </th>
            <th>Host</th>
          </tr>
        </thead>
        <tbody>
          {sources.map(source => (
            <tr key={`${source.instance} ${source.source}`}>
              <td data-label="Source">
                <span>
                  <span className="mono">{visible(source.source)}</span>
                  <span className="dim source__kind">{source.kind}</span>
                </span>
              </td>
              <td data-label="State">
                <span className={`state-word state-word--${TONES[source.state]}`}>{source.state}</span>
                {source.problem && <div className="source__problem">{visible(source.problem)}</div>}
              </td>
              <td data-label="Last record">
                <span>
                  {source.last_record_at ? <Ago at={source.last_record_at} suffix=" ago" /> : 'never'}
                </span>
              </td>
              <td data-label="Rate" className="number">
                <span>{compact(source.records_per_second)}/s</span>
              </td>
              <td data-label="Position">
                <Position source={source} />
              </td>
              <td data-label="Ledger">
                <span>
                  <Ledger source={source} />
                  <Losses source={source} />
                </span>
              </td>
              <td data-label="Host">
                <span>{visible(source.host)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
