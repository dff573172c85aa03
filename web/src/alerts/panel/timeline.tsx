import { IconDatabase } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { CorrelationResult, TimelineEvent } from '../../../../src/schema/alert.ts'
import { Link } from '../../frame/link.tsx'
import { count, span } from '../../ui/format.ts'
import { LogText } from '../../ui/log-text.tsx'
import { At } from '../../ui/time.tsx'
import { visible } from '../../ui/visible.ts'
import { Fact } from './fact.tsx'
import { Section } from './section.tsx'
import { Value } from './value.tsx'
import './timeline.css'

/** Records shown before the one of the event: what led to it. */
const LINES_BEFORE = 20

function Place({ position }: { position: NonNullable<TimelineEvent['position']> }) {
  const { topic, partition, offset } = position
  const at = new URLSearchParams({
    partition: String(partition),
    offset: String(Math.max(0, offset - LINES_BEFORE)),
    open: String(offset),
  })
  return (
    <Link
      to={`/kafka/${encodeURIComponent(topic)}?${at}`}
      className="timeline__place"
      title="The record among those around it"
      aria-label={`Record ${topic}, partition ${partition}, offset ${offset}`}
    >
      <IconDatabase size={13} />
    </Link>
  )
}

/** Results of an inner correlation that follow one another are one entry: it held all the while. */
interface Run {
  event: TimelineEvent
  last: TimelineEvent
  times: number
  /** Events between this and the one before that are only counted. */
  omitted: number
}

function runsOf(timeline: readonly TimelineEvent[], omitted: number): Run[] {
  // Where events are left out, as many are listed before them as behind.
  const gap = omitted > 0 ? timeline.length / 2 : -1
  const runs: Run[] = []
  for (const [at, event] of timeline.entries()) {
    const run = runs.at(-1)
    if (at !== gap && run && event.position === null && run.last.rule_id === event.rule_id) {
      run.last = event
      run.times++
    } else runs.push({ event, last: event, times: 1, omitted: at === gap ? omitted : 0 })
  }
  return runs
}

function Event({ run: { event, last, times }, before }: { run: Run; before: Run | undefined }) {
  const since_ms = before && Date.parse(event.time) - Date.parse(before.last.time)
  const where = [event.host, event.source].filter(text => text !== '').map(visible)
  return (
    <li className="timeline__event">
      <div className="timeline__line">
        <b className="timeline__rule">{visible(event.rule_title)}</b>
        <span className="timeline__time dim">
          <At at={event.time} />
          <span className="timeline__since">{since_ms !== undefined && `+${span(since_ms)}`}</span>
          {event.position && <Place position={event.position} />}
        </span>
      </div>
      {times > 1 && (
        <div className="timeline__where dim">
          held {count(times)} times, until <At at={last.time} />
        </div>
      )}
      {event.position !== null && (
        <div className="mono timeline__message">
          <LogText text={event.message} lines />
        </div>
      )}
      {where.length + event.entities.length > 0 && (
        <div className="timeline__where dim">
          {where.length > 0 && <span>{where.join(' · ')}</span>}
          {event.entities.map(({ type, value }) => (
            <span key={`${type}:${value}`} className="mono">
              {type} {visible(value)}
            </span>
          ))}
        </div>
      )}
    </li>
  )
}

function Events({ timeline, omitted }: { timeline: readonly TimelineEvent[]; omitted: number }) {
  const runs = runsOf(timeline, omitted)
  return (
    <ol className="timeline">
      {runs.map((run, at) => (
        <Fragment key={`${run.event.id} ${run.event.rule_id}`}>
          {run.omitted > 0 && (
            <li className="timeline__gap dim">
              {count(run.omitted)} more events between these are only counted
            </li>
          )}
          <Event run={run} before={runs[at - 1]} />
        </Fragment>
      ))}
    </ol>
  )
}

function Summary({ result }: { result: CorrelationResult }) {
  const lasted_ms = Date.parse(result.last) - Date.parse(result.first)
  return (
    <dl className="facts">
      {result.group.map(({ field, value }) => (
        <div key={field}>
          <dt className="mono">{visible(field)}</dt>
          <dd>
            <Value text={value} facet="text">
              <span className="mono">
                <LogText text={value} />
              </span>
            </Value>
          </dd>
        </div>
      ))}
      <dt>Condition</dt>
      <dd className="mono">{visible(result.condition)}</dd>
      <Fact name="Value">{count(result.value)}</Fact>
      <Fact name="Events">
        {result.is_truncated && 'at least '}
        {count(result.count)} in {span(lasted_ms)}
        <span className="dim">{result.state === 'open' ? ', may still grow' : ', over'}</span>
      </Fact>
      <Fact name="First">
        <At at={result.first} />
      </Fact>
      <Fact name="Last">
        <At at={result.last} />
      </Fact>
      {result.rules.length > 1 && (
        <Fact name="Rules">
          {result.rules.map(({ rule_id, rule_title, count: of_rule }) => (
            <div key={rule_id}>
              {visible(rule_title)} <span className="dim">{count(of_rule)}</span>
            </div>
          ))}
        </Fact>
      )}
    </dl>
  )
}

interface CorrelationProps {
  result: CorrelationResult
  /** Not there yet where only the list has told of the alert. */
  timeline: readonly TimelineEvent[] | undefined
}

/** What a correlation found: the group, and the events that made it, in order. */
export function Correlation({ result, timeline }: CorrelationProps) {
  return (
    <>
      <Section title="What belongs together">
        <Summary result={result} />
      </Section>
      <Section title="Timeline">
        {timeline ? (
          <Events timeline={timeline} omitted={result.omitted} />
        ) : (
          <p className="dim">The events are on their way.</p>
        )}
      </Section>
    </>
  )
}
