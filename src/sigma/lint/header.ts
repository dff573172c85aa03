import type { Findings } from '../finding.ts'
import { textOf } from '../header.ts'
import { nearest } from '../nearest.ts'
import type { YamlMapping } from '../yaml-node.ts'

/** Looks at the attributes around the detection. */
export function checkHeader(document: YamlMapping, findings: Findings): void {
  const at = (name: string) => document.entries.get(name)
  const id = at('id')
  if (!id) findings.add('missing-id', document, "the document has no 'id': its title is taken for it")
  else if (!UUID.test(textOf(id.value) ?? ''))
    findings.add('id-not-uuid', id, `the id '${textOf(id.value) ?? ''}' is no UUID`)
  // A filter raises no alerts and is not tried by itself.
  if (!at('filter')) {
    if (!at('level')) findings.add('missing-level', document, "the document has no 'level': medium is taken")
    if (!at('status')) findings.add('missing-status', document, "the document has no 'status'")
  }
  checkDates(document, findings)
  checkRelated(document, findings)
  checkSpelling(document, findings)
}

/** "related" of the specification, and the name that its first version had for one of them. */
const RELATIONS = ['correlation', 'derived', 'merged', 'obsolete', 'obsoletes', 'renamed', 'similar']

function checkRelated(document: YamlMapping, findings: Findings): void {
  const related = document.entries.get('related')?.value
  if (related?.kind !== 'sequence') return
  for (const item of related.items) {
    const type = item.kind === 'mapping' ? item.entries.get('type') : undefined
    const text = textOf(type?.value)
    if (type && text !== null && !RELATIONS.includes(text))
      findings.add('invalid-attribute', type, `'${text}' is no relation: use one of ${RELATIONS.join(', ')}`)
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function checkDates(document: YamlMapping, findings: Findings): void {
  const [date, modified] = ['date', 'modified'].map(name => {
    const entry = document.entries.get(name)
    const text = textOf(entry?.value)
    if (!entry || text === null) return undefined
    if (isDate(text)) return { entry, text }
    const dashed = text.replaceAll('/', '-')
    const remedy = isDate(dashed) ? `write ${dashed}` : 'write an existing day as YYYY-MM-DD'
    findings.add('invalid-date', entry, `'${name}' is '${text}': ${remedy}`)
    return undefined
  })
  if (date && modified && modified.text < date.text)
    findings.add('modified-before-date', modified.entry, `modified ${modified.text}, before ${date.text}`)
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time_ms = Date.parse(`${text}T00:00:00Z`)
  // A day that does not exist is one of the next month, or none at all.
  return !Number.isNaN(time_ms) && new Date(time_ms).toISOString().startsWith(text)
}

const ATTRIBUTES = [
  ...['title', 'id', 'name', 'description', 'status', 'author', 'license', 'date', 'modified', 'taxonomy'],
  ...['level', 'tags', 'references', 'falsepositives', 'fields', 'scope', 'related', 'logsource'],
  ...['detection', 'filter', 'correlation'],
]

/** No attribute has a name as long as this. */
const NAME_LENGTH_MAX = 20

/** The specification allows attributes of one's own: only what looks like another one's name is noticed. */
function checkSpelling({ entries }: YamlMapping, findings: Findings): void {
  for (const entry of entries.values()) {
    if (ATTRIBUTES.includes(entry.key) || entry.key.length > NAME_LENGTH_MAX) continue
    const meant = nearest(entry.key.toLowerCase(), ATTRIBUTES)
    // A short word is near to every other one.
    if (
      meant !== undefined &&
      !entries.has(meant) &&
      (entry.key.length > 4 || entry.key.toLowerCase() === meant)
    )
      findings.add('misspelt-attribute', entry, `nobody reads '${entry.key}': is '${meant}' meant?`)
  }
}
