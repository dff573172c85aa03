import type { ScalarDraft } from './draft.ts'

/**
 * Values for `%name%` in rules with the modifier `expand` (specification, "Placeholders"): the names of the servers
 * here, for example. A value may hold wildcards, as a value in a rule may.
 */
export type Placeholders = Readonly<Record<string, readonly (string | number)[]>>

const ALTERNATIVES_MAX = 100_000

/**
 * The alternatives that `text` comes to; a string is the reason why it can not be expanded. `\%` is a plain per cent
 * sign; so is one that no second one closes. A backslash before a placeholder is written `\\`.
 */
export function expandPlaceholders(text: string, placeholders: Placeholders): ScalarDraft[] | string {
  let texts = ['']
  for (const [part, name] of splitPlaceholders(text)) {
    const values = name === undefined ? [part] : valuesOf(placeholders, name)
    if (!values) return `the placeholder %${name}% has no value: name its values in the configuration`
    if (texts.length * values.length > ALTERNATIVES_MAX)
      return `the placeholders make more than ${ALTERNATIVES_MAX} values`
    texts = texts.flatMap(before => values.map(value => before + value))
  }
  return texts.map(value => ({ kind: 'scalar', value, text: value }))
}

function valuesOf(placeholders: Placeholders, name: string): (string | number)[] | undefined {
  const values = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined
  return values && values.length > 0 ? [...values] : undefined
}

/** Plain parts, and `%name%` with its name. */
function* splitPlaceholders(text: string): Generator<[part: string, name?: string]> {
  for (const [part, name] of text.matchAll(/%([^%\\\s]+)%|\\[%\\]|[^%\\]+|[\s\S]/g)) {
    if (name !== undefined) yield [part, name]
    else yield [part === '\\%' ? '%' : part]
  }
}
