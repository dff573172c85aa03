import type { CheckName } from './checks.ts'
import type { Logsource } from './event.ts'
import { type Findings, type Place, RuleError } from './finding.ts'
import { RULE_LEVELS, type RuleHeader, type RuleLevel } from './rule.ts'
import type { YamlEntry, YamlMapping, YamlNode } from './yaml-node.ts'

/** Reads what documents of all kinds have in common: the attributes around detection, filter and correlation. */

const TITLE_LENGTH_MAX = 256
const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported']

/** Without a title or with an unknown level the document has an error; other attributes only give warnings. */
export function parseHeader(document: YamlMapping, file: string | undefined, findings: Findings): RuleHeader {
  const attributes = new Attributes(document, findings)
  const title = attributes.text('title')
  if (title === null) findings.error(document, "the document has no 'title'")
  else if (title.length > TITLE_LENGTH_MAX)
    attributes.warn('title', 'long-title', `the title is longer than ${TITLE_LENGTH_MAX} characters`)
  const level = findings.attempt(() => attributes.level())
  const status = attributes.text('status')
  if (status !== null && !STATUSES.includes(status))
    attributes.warn(
      'status',
      'unknown-status',
      `unknown status '${status}': use one of ${STATUSES.join(', ')}`,
    )
  return {
    id: attributes.text('id') ?? title ?? '',
    title: title ?? '',
    name: attributes.text('name'),
    description: attributes.text('description'),
    status,
    author: attributes.text('author'),
    license: attributes.text('license'),
    date: attributes.text('date'),
    modified: attributes.text('modified'),
    taxonomy: attributes.text('taxonomy') ?? 'sigma',
    level: level ?? 'medium',
    tags: attributes.texts('tags'),
    references: attributes.texts('references'),
    falsepositives: attributes.texts('falsepositives'),
    fields: attributes.texts('fields'),
    scope: attributes.texts('scope'),
    related: attributes.related(),
    file,
    line: document.line,
  }
}

/** The attributes of a document. What has not the expected form gives a warning and counts as absent. */
class Attributes {
  readonly #document: YamlMapping
  readonly #findings: Findings

  constructor(document: YamlMapping, findings: Findings) {
    this.#document = document
    this.#findings = findings
  }

  text(name: string): string | null {
    const entry = this.#document.entries.get(name)
    if (!entry) return null
    const text = textOf(entry.value)
    if (text === null || text === '') this.warn(name, 'invalid-attribute', `'${name}' should be a text`)
    return text === '' ? null : text
  }

  /** A list of texts; a single text is taken for a list of one. */
  texts(name: string): string[] {
    const entry = this.#document.entries.get(name)
    if (!entry) return []
    const nodes = entry.value.kind === 'sequence' ? entry.value.items : [entry.value]
    const texts = nodes.map(textOf).filter(text => text !== null)
    if (texts.length < nodes.length)
      this.warn(name, 'invalid-attribute', `'${name}' should be a list of texts`)
    return texts
  }

  level(): RuleLevel {
    const entry = this.#document.entries.get('level')
    if (!entry) return 'medium'
    const text = textOf(entry.value)
    const level = RULE_LEVELS.find(known => known === text)
    if (!level)
      throw new RuleError(entry, `the level '${text ?? ''}' is unknown: use one of ${RULE_LEVELS.join(', ')}`)
    return level
  }

  related(): RuleHeader['related'] {
    const value = this.#document.entries.get('related')?.value
    if (!value) return []
    const items = value.kind === 'sequence' ? value.items : []
    const related = items.flatMap(item => {
      const id = item.kind === 'mapping' ? textOf(item.entries.get('id')?.value) : null
      const type = item.kind === 'mapping' ? textOf(item.entries.get('type')?.value) : null
      return id !== null && type !== null ? [{ id, type }] : []
    })
    if (items.length === 0 || related.length < items.length)
      this.warn('related', 'invalid-attribute', "'related' should be a list of maps with 'id' and 'type'")
    return related
  }

  warn(name: string, check: CheckName, reason: string): void {
    this.#findings.add(check, this.#document.entries.get(name) ?? this.#document, reason)
  }
}

const LOGSOURCE_PARTS = ['product', 'service', 'category'] as const

/** Reads `logsource`, in lower case as the specification asks for; other keys than the three are for people. */
export function parseLogsource(document: YamlMapping): Logsource {
  const entry = document.entries.get('logsource')
  if (!entry) throw new RuleError(document, "the document has no 'logsource'")
  const { value } = entry
  if (value.kind !== 'mapping') throw new RuleError(entry, "'logsource' must be a map")
  const logsource: { -readonly [part in keyof Logsource]: Logsource[part] } = {}
  for (const name of LOGSOURCE_PARTS) {
    const found = value.entries.get(name)
    if (!found) continue
    const text = textOf(found.value)
    if (text === null || text === '') throw new RuleError(found, `'${name}' of the logsource must be a text`)
    logsource[name] = text.toLowerCase()
  }
  if (LOGSOURCE_PARTS.every(name => logsource[name] === undefined))
    throw new RuleError(entry, "'logsource' must name a product, a service or a category")
  return logsource
}

/** The text of a scalar, also of a number; null for anything else. */
export function textOf(node: YamlNode | undefined): string | null {
  return node?.kind === 'scalar' && node.value !== null ? node.text : null
}

/** A list of texts that must not be empty. */
export function requireTexts(entry: YamlEntry | undefined, what: string, place: Place): string[] {
  if (!entry) throw new RuleError(place, `${what} is missing`)
  const nodes = entry.value.kind === 'sequence' ? entry.value.items : [entry.value]
  const texts = nodes.map(node => {
    const text = textOf(node)
    if (text === null || text === '') throw new RuleError(entry, `${what} must be a list of texts`)
    return text
  })
  if (texts.length === 0) throw new RuleError(entry, `${what} is empty`)
  return texts
}
