import type { MatchedField, StoredAlert } from '../../../../src/schema/alert.ts'
import { setParams } from '../../frame/router.ts'
import { span } from '../../ui/format.ts'
import { LogText } from '../../ui/log-text.tsx'
import { marksIn } from '../../ui/marks.ts'
import { At } from '../../ui/time.tsx'
import { visible } from '../../ui/visible.ts'
import { tagLabel } from '../attack.ts'
import { EvidenceRecord } from './evidence.tsx'
import { Fact } from './fact.tsx'
import { Section } from './section.tsx'
import { Correlation } from './timeline.tsx'
import { Value } from './value.tsx'

function Why({ matched }: { matched: readonly MatchedField[] }) {
  const distinct = new Map(matched.map(match => [JSON.stringify(match), match]))
  if (distinct.size === 0) return <p className="dim">The rule names no field that held.</p>
  return (
    <ul className="why">
      {[...distinct].map(([key, match]) => (
        <li key={key} className="why__match">
          <div className="why__condition">
            <b className="mono">{match.field ? visible(match.field) : 'anywhere'}</b>
            <span className="mono">
              <LogText text={match.pattern} />
            </span>
            <span className="why__selection">{visible(match.selection)}</span>
          </div>
          <div className="mono why__value">
            <LogText text={match.value} marks={marksIn(match.value, [match])} lines />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <div className="tags">
      {tags.map(tag => (
        <button
          key={tag}
          type="button"
          className="plain-button tag"
          title={`${tag}: show only alerts with it`}
          onClick={() => setParams({ tag })}
        >
          {visible(tagLabel(tag))}
        </button>
      ))}
    </div>
  )
}

function Facts({ alert }: { alert: StoredAlert }) {
  const delay_ms = Date.parse(alert.detected_at) - Date.parse(alert.event_time)
  return (
    <dl className="facts">
      <Fact name="Event">
        <At at={alert.event_time} />
      </Fact>
      <Fact name="Detected">
        <At at={alert.detected_at} />{' '}
        <span className="dim">{delay_ms >= 0 && `${span(delay_ms)} later`}</span>
      </Fact>
      <Fact name="Host">
        <Value text={alert.host} facet="host" />
      </Fact>
      <Fact name="Source">
        <Value text={alert.source} facet="source" />
      </Fact>
      <Fact name="Rule">
        <Value text={alert.rule_id} facet="rule">
          <span className="mono">{visible(alert.rule_id)}</span>
        </Value>
      </Fact>
      <Fact name="Alert">
        <Value text={alert.id}>
          <span className="mono">{alert.id}</span>
        </Value>
      </Fact>
    </dl>
  )
}

/** What matched and why, what it rests on, who it is about. */
export function PanelOverview({ alert }: { alert: StoredAlert }) {
  return (
    <>
      {alert.correlation ? (
        <Correlation result={alert.correlation} timeline={alert.timeline} />
      ) : (
        <Section title="Why it matched">
          <Why matched={alert.matched} />
        </Section>
      )}
      {alert.evidence.length > 0 && (
        <Section
          title={alert.evidence.length === 1 ? 'Evidence' : `Evidence, ${alert.evidence.length} records`}
        >
          {alert.evidence.map(evidence => (
            <EvidenceRecord key={evidence.id} evidence={evidence} matched={alert.matched} />
          ))}
        </Section>
      )}
      {alert.entities.length > 0 && (
        <Section title="Entities">
          <dl className="facts">
            {alert.entities.map(({ type, value }) => (
              <div key={`${type}:${value}`}>
                <dt>{type}</dt>
                <dd>
                  <Value text={value} facet="entity" filterValue={`${type}:${value}`}>
                    <span className="mono">
                      <LogText text={value} />
                    </span>
                  </Value>
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      {alert.tags.length > 0 && (
        <Section title="ATT&CK and tags">
          <Tags tags={alert.tags} />
        </Section>
      )}
      <Section title="Facts">
        <Facts alert={alert} />
      </Section>
    </>
  )
}
