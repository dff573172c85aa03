import { parseCondition } from './condition.ts'
import { type Draft, finishDraft } from './draft.ts'
import { type Findings, type Place, RuleError } from './finding.ts'
import { type ModifierContext, VALUE_MODIFIERS, type ValueModifier } from './modifiers.ts'
import { nearest } from './nearest.ts'
import { type Anchor, fitsEverything } from './pattern.ts'
import type { Detection, FieldTest, NamedSearch, RuleValue, Search, ValueTest } from './rule.ts'
import { TextValue } from './text-value.ts'
import { writtenValue } from './written-value.ts'
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from './yaml-node.ts'

/** Reads the section `detection` of a rule, or `filter` of a filter (specification, "Detection"). */

const VALUES_MAX = 250_000

/**
 * Keys named in `reserved` are no search identifiers. Undefined if any part has an error; every part is looked at,
 * so that an author sees all of them at once.
 */
export function parseDetection(
  section: YamlEntry,
  reserved: readonly string[],
  context: ModifierContext,
  findings: Findings,
): Detection | undefined {
  const errors_before = findings.errors
  const detection = findings.attempt(() => parseSection(section, reserved, context, findings))
  return findings.errors === errors_before ? detection : undefined
}

function parseSection(
  section: YamlEntry,
  reserved: readonly string[],
  context: ModifierContext,
  findings: Findings,
): Detection {
  const body = section.value
  if (body.kind !== 'mapping')
    throw new RuleError(section, `'${section.key}' must be a map of search identifiers and a condition`)
  if (body.size > VALUES_MAX)
    throw new RuleError(section, `'${section.key}' stands for more than ${VALUES_MAX} values`)
  const timeframe = body.entries.get('timeframe')
  if (timeframe)
    throw new RuleError(
      timeframe,
      "'timeframe' belongs to the old aggregations, which the specification has replaced: write a correlation",
    )
  const reader = new SearchReader(context, findings)
  const searches = new Map<string, NamedSearch>()
  for (const entry of body.entries.values()) {
    if (entry.key === 'condition' || reserved.includes(entry.key)) continue
    const search = findings.attempt(() => reader.search(entry.value, entry))
    // A broken search keeps its name, so that the condition is not blamed as well.
    searches.set(entry.key, { line: entry.line, search: search ?? { kind: 'any', of: [] } })
  }
  const condition = body.entries.get('condition')
  if (!condition) throw new RuleError(section, `'${section.key}' has no condition`)
  return { searches, condition: parseCondition(condition, searches, findings) }
}

class SearchReader {
  readonly #context: ModifierContext
  readonly #findings: Findings
  #tests = 0

  constructor(context: ModifierContext, findings: Findings) {
    this.#context = context
    this.#findings = findings
  }

  search(node: YamlNode, place: Place): Search {
    if (node.kind === 'mapping') return this.#map(node, place)
    if (node.kind === 'scalar') return this.#fieldTest('', [node], place)
    if (node.items.length === 0) throw new RuleError(place, 'a search needs at least one value')
    const keywords = node.items.filter(item => item.kind === 'scalar')
    const others = node.items.filter(item => item.kind !== 'scalar')
    const of = others.map((item): Search => this.search(item, item))
    if (keywords.length > 0) of.unshift(this.#fieldTest('', keywords, place))
    const [only] = of
    return of.length === 1 && only ? only : { kind: 'any', of }
  }

  #map(node: YamlMapping, place: Place): Search {
    const of = [...node.entries.values()].map(entry =>
      this.#fieldTest(entry.key, this.#valuesOf(entry), entry),
    )
    const [only] = of
    if (!only) throw new RuleError(place, 'a search needs at least one field')
    return of.length === 1 ? only : { kind: 'all', of }
  }

  #valuesOf(entry: YamlEntry): YamlScalar[] {
    const node = entry.value
    if (node.kind === 'scalar') return [node]
    if (node.kind === 'mapping')
      throw new RuleError(entry, `'${entry.key}' must have a value or a list of values, not a map`)
    if (node.items.length === 0) throw new RuleError(entry, `'${entry.key}' has an empty list of values`)
    return node.items.map(item => {
      if (item.kind === 'scalar') return item
      throw new RuleError(item, `the list of '${entry.key}' may hold values only, not a ${item.kind}`)
    })
  }

  #fieldTest(key: string, scalars: readonly YamlScalar[], place: Place): FieldTest {
    const [field_name = '', ...names] = key.split('|')
    const field = field_name === '' ? null : field_name
    const modifiers = readModifiers(names, place)
    if (modifiers.all && scalars.length === 1)
      this.#findings.add(
        'all-with-one-value',
        place,
        `'${key}' has one value only: the modifier 'all' needs several`,
      )
    if (
      !modifiers.all &&
      field !== null &&
      scalars.length > 1 &&
      scalars.some(scalar => scalar.value === null)
    )
      this.#findings.add(
        'null-in-list',
        place,
        `'${key}' has null in a list: it shares no type with other values`,
      )
    const written = names.length > 0 ? `${names.join('|')}: ` : ''
    const anchor = field === null ? undefined : modifiers.anchor
    const values = scalars.map(scalar =>
      anchor !== undefined && typeof scalar.value === 'string'
        ? this.#textValue(scalar, scalar.value, anchor, written)
        : this.#value(scalar, written, modifiers.chain, field === null),
    )
    if (field === null)
      for (const { tests } of values)
        if (tests.some(test => test.kind === 'string' && fitsEverything(test.pattern)))
          this.#findings.add(
            'keyword-fits-everything',
            place,
            'a keyword of wildcards alone is found in every event',
          )
    return {
      kind: 'field',
      field,
      quantifier: modifiers.all ? 'all' : 'any',
      negated: modifiers.neq,
      values,
      references: anchor === undefined ? referencesOf(values) : NONE,
      line: place.line,
    }
  }

  #textValue(scalar: YamlScalar, text: string, anchor: Anchor, written: string): RuleValue {
    this.#count(1, scalar)
    return new TextValue(text, anchor, written, scalar.line)
  }

  #count(tests: number, place: Place): void {
    this.#tests += tests
    if (this.#tests > VALUES_MAX)
      throw new RuleError(place, `the modifiers make more than ${VALUES_MAX} values`)
  }

  #value(
    scalar: YamlScalar,
    written: string,
    chain: readonly ValueModifier[],
    is_keyword: boolean,
  ): RuleValue {
    let drafts: readonly Draft[] = [{ kind: 'scalar', value: scalar.value, text: scalar.text }]
    for (const modify of chain) drafts = this.#modified(drafts, modify, scalar)
    const tests = drafts.map(draft => accept(finishDraft(draft, is_keyword), scalar))
    this.#count(tests.length, scalar)
    if (is_keyword) refuseKeywordTests(tests, scalar)
    for (const test of tests)
      if (test.kind === 'cidr' && test.network.has_host_bits)
        this.#findings.add(
          'network-host-bits',
          scalar,
          `the network ${scalar.text} has bits set behind its prefix`,
        )
    return { written: writtenAs(written, scalar), tests, line: scalar.line }
  }

  #modified(drafts: readonly Draft[], modify: ValueModifier, place: Place): readonly Draft[] {
    const [first, ...rest] = drafts
    if (!first) return drafts
    const modified = accept(modify(first, this.#context), place)
    if (rest.length === 0) return modified
    return [...modified, ...rest.flatMap(draft => accept(modify(draft, this.#context), place))]
  }
}

interface LineModifiers {
  chain: ValueModifier[]
  all: boolean
  neq: boolean
  /** Where the value stands in the field, if there is no modifier that says more than that of it. */
  anchor: Anchor | undefined
}

const ANCHORS: ReadonlyMap<string, Anchor> = new Map([
  ['contains', 'contains'],
  ['startswith', 'startswith'],
  ['endswith', 'endswith'],
])

function readModifiers(names: readonly string[], place: Place): LineModifiers {
  const modifiers: LineModifiers = { chain: [], all: false, neq: false, anchor: 'equals' }
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index)
      throw new RuleError(place, `the modifier '${name}' stands twice`, 'invalid-modifier')
    const modify = VALUE_MODIFIERS.get(name)
    if (name === 'all' || name === 'neq') {
      modifiers[name] = true
      continue
    }
    modifiers.anchor = modifiers.chain.length === 0 ? ANCHORS.get(name) : undefined
    // Placeholders stand in the text as it is written: they are filled in before anything else is made of it.
    if (modify && name === 'expand') modifiers.chain.unshift(modify)
    else if (modify) modifiers.chain.push(modify)
    else throw new RuleError(place, unknownModifier(name), 'invalid-modifier')
  }
  if (names.includes('exists') && names.length > 1)
    throw new RuleError(place, "the modifier 'exists' can not be combined with others", 'invalid-modifier')
  return modifiers
}

function unknownModifier(name: string): string {
  // Short names are near to each other without meaning the same.
  const meant =
    name.length > 3 ? nearest(name.toLowerCase(), [...VALUE_MODIFIERS.keys(), 'all', 'neq'], 2) : undefined
  return meant === undefined
    ? `unknown modifier '${name}'`
    : `unknown modifier '${name}': is '${meant}' meant?`
}

function accept<T>(result: T | string, place: Place): T {
  if (typeof result !== 'string') return result
  const check = result.startsWith('the placeholder %') ? 'placeholder-without-value' : 'invalid-value'
  throw new RuleError(place, result, check)
}

/** Keywords have no field to compare with: only what can be found somewhere in a text makes sense. */
function refuseKeywordTests(tests: readonly ValueTest[], place: Place): void {
  const other = tests.find(test => test.kind !== 'string' && test.kind !== 'regex')
  if (other)
    throw new RuleError(
      place,
      `a keyword can not be used with '${other.kind}': that needs a field`,
      'invalid-modifier',
    )
}

function referencesOf(values: readonly RuleValue[]): readonly string[] {
  const fields = values.flatMap(({ tests }) =>
    tests.flatMap(test => (test.kind === 'fieldref' ? [test.field] : NONE)),
  )
  return fields.length === 0 ? NONE : fields
}

const NONE: readonly string[] = []

function writtenAs(modifiers: string, { value, text }: YamlScalar): string {
  return writtenValue(modifiers, value === '' ? "''" : value === null ? 'null' : text)
}
