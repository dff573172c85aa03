import type { YamlMapping, YamlNode, YamlScalar } from '../yaml-node.ts'

/** A line of a detection as it is written: a field with its modifiers, or keywords, and the values. */
export interface WrittenLine {
  /** Null for keywords. */
  readonly field: string | null
  readonly modifiers: readonly string[]
  readonly values: readonly YamlScalar[]
  readonly line: number
  readonly column: number
}

const NOT_SEARCHES = new Set(['condition', 'timeframe', 'rules'])

/** The lines of all selections of a rule or a filter. */
export function writtenLines(document: YamlMapping): WrittenLine[] {
  const section = (document.entries.get('detection') ?? document.entries.get('filter'))?.value
  if (section?.kind !== 'mapping') return []
  return [...section.entries.values()]
    .filter(({ key }) => !NOT_SEARCHES.has(key))
    .flatMap(({ value }) => linesIn(value))
}

function linesIn(node: YamlNode): WrittenLine[] {
  switch (node.kind) {
    case 'scalar':
      return [{ field: null, modifiers: [], values: [node], line: node.line, column: node.column }]
    case 'sequence':
      return node.items.flatMap(linesIn)
    case 'mapping':
      return [...node.entries.values()].map(({ key, value, line, column }) => {
        const [field = '', ...modifiers] = key.split('|')
        const values = value.kind === 'sequence' ? value.items : [value]
        return {
          field: field === '' ? null : field,
          modifiers,
          values: values.filter(item => item.kind === 'scalar'),
          line,
          column,
        }
      })
  }
}
