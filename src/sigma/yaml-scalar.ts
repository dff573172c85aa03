import { boolCoreTag, floatCoreTag, intCoreTag, NOT_RESOLVED, nullCoreTag } from 'js-yaml'
import type { YamlScalar } from './yaml-node.ts'

/** What a plain scalar may start with that is no text: spares nearly all of them from being tried on every type. */
const NO_TEXT = /^[-+.\d~nNtTfF]|^$/

/** What a value without quotes is: by the core schema of YAML 1.2 a text, unless it looks like something else. */
export function resolvePlain(text: string): YamlScalar['value'] {
  if (!NO_TEXT.test(text)) return text
  for (const tag of [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]) {
    const value = tag.resolve(text, false, tag.tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return text
}
