/** The same rules a tenth or ten times as many, to see what an event costs when the rules become more. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dump, loadAll } from 'js-yaml'
import { isJsonObject } from '../../src/normalize/json/json-object.ts'

/** A word in a value; renaming it makes another value that costs as much to look for. */
const WORD = /[A-Za-z]{4,}/
/** Modifiers whose values mean something else than text to look for. */
const NOT_TEXT = /\|(?:re|cidr|expand|fieldref|base64\w*|exists|lte?|gte?)(?:\||$)/
/** Rules in one file: reading files is not what is measured. */
const RULES_IN_FILE = 500

/**
 * Writes rules to `folder`: every `skip`th of `texts`, and of each `copies`. The first copy is the rule itself; in
 * the others every value is another one.
 */
export function writeRules(folder: string, texts: readonly string[], skip: number, copies: number): number {
  const rules = texts.flatMap(text => loadAll(text).filter(isJsonObject)).filter((_, at) => at % skip === 0)
  const written = Array.from({ length: copies }, (_, copy) => copy).flatMap(copy =>
    rules.map(rule => (copy === 0 ? rule : renamed(rule, copy))),
  )
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at < written.length; at += RULES_IN_FILE) {
    const documents = written.slice(at, at + RULES_IN_FILE).map(rule => dump(rule, { lineWidth: -1 }))
    writeFileSync(join(folder, `rules-${at}.yml`), documents.join('---\n'))
  }
  return written.length
}

function renamed(rule: Readonly<Record<string, unknown>>, copy: number): Record<string, unknown> {
  const { id, title, detection } = rule
  const suffix = copy.toString(36)
  return {
    ...rule,
    title: `${title} ${suffix}`,
    id: `${String(id).slice(0, -3)}${copy.toString(16).padStart(3, '0')}`,
    ...(isJsonObject(detection) ? { detection: withValues(detection, suffix) } : {}),
  }
}

function withValues(detection: Readonly<Record<string, unknown>>, suffix: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detection).map(([name, value]) => [
      name,
      name === 'condition' ? value : renamedValue(value, suffix),
    ]),
  )
}

function renamedValue(value: unknown, suffix: string): unknown {
  if (typeof value === 'string')
    return value.replace(WORD, word => `${word.slice(0, -1)}q${suffix}${word.at(-1)}`)
  if (Array.isArray(value)) return value.map(item => renamedValue(item, suffix))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [
      field,
      NOT_TEXT.test(field) ? item : renamedValue(item, suffix),
    ]),
  )
}
