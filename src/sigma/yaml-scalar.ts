import { floatCoreTag, intCoreTag, NOT_RESOLVED } from 'js-yaml'
import type { YamlScalar } from './yaml-node.ts'

/** All words of the core schema; everything else in letters is a text. */
const WORDS: ReadonlyMap<string, YamlScalar['value']> = new Map<string, YamlScalar['value']>([
  ...['', '~', 'null', 'Null', 'NULL'].map(word => [word, null] as const),
  ...['true', 'True', 'TRUE'].map(word => [word, true] as const),
  ...['false', 'False', 'FALSE'].map(word => [word, false] as const),
])
/** How all numbers begin. */
const NUMBER = /^[-+]?\.?\d|^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/

/** What a value without quotes is: by the core schema of YAML 1.2 a text, unless it looks like something else. */
export function resolvePlain(text: string): YamlScalar['value'] {
  const word = text.length <= 5 ? WORDS.get(text) : undefined
  if (word !== undefined) return word
  const code = text.charCodeAt(0)
  if (code > NINE || !NUMBER.test(text)) return text
  for (const tag of [intCoreTag, floatCoreTag]) {
    const value = tag.resolve(text, false, tag.tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return text
}

/** Digits, signs and the dot stand before all letters. */
const NINE = 57
