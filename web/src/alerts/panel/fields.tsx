import { useState } from 'react'
import type { StoredAlert } from '../../../../src/schema/alert.ts'
import { Copy } from '../../ui/copy.tsx'
import { LogText } from '../../ui/log-text.tsx'
import { marksIn } from '../../ui/marks.ts'
import { visible } from '../../ui/visible.ts'
import { Section } from './section.tsx'
import { Value } from './value.tsx'

/** Fields shown at once: a hostile record may have thousands. */
const FIELDS_MAX = 200

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2)

/** Every field of the event, with those first that made the rule match. */
export function Fields({ alert }: { alert: StoredAlert }) {
  const [wanted, setWanted] = useState('')
  const matchedNames = new Set(alert.matched.map(({ field }) => field))
  const names = Object.keys(alert.fields)
    .filter(name => `${name} ${asText(alert.fields[name])}`.toLowerCase().includes(wanted.toLowerCase()))
    .sort((a, b) => Number(matchedNames.has(b)) - Number(matchedNames.has(a)) || (a < b ? -1 : 1))
  return (
    <Section title="Fields of the event" tools={<Copy text={asText(alert.fields)} what="Copy as JSON" />}>
      <input
        className="fields__filter"
        type="text"
        placeholder="Find a field or value"
        aria-label="Find a field or value"
        value={wanted}
        onChange={event => setWanted(event.currentTarget.value)}
      />
      <dl className="facts facts--fields">
        {names.slice(0, FIELDS_MAX).map(name => {
          const text = asText(alert.fields[name])
          const matched = alert.matched.filter(({ field }) => field === name)
          return (
            <div key={name}>
              <dt className="mono" data-matched={matched.length > 0 || undefined}>
                {visible(name)}
              </dt>
              <dd className="mono">
                <Value text={text} facet="text">
                  <LogText text={text} marks={marksIn(text, matched)} lines />
                </Value>
              </dd>
            </div>
          )
        })}
      </dl>
      {names.length === 0 && <p className="dim">No field matches.</p>}
      {names.length > FIELDS_MAX && (
        <p className="dim">{names.length - FIELDS_MAX} more; find them by name.</p>
      )}
    </Section>
  )
}
