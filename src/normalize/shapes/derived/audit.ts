/** The audit daemon's arguments as a command line. */
import { type JsonObject, valueAt } from '../../json/json-object.ts'
import type { Derivation } from './derivation.ts'

const ARGUMENTS = ['EXECVE', 'ARGV'] as const

/** Of `EXECVE.ARGV`, with each argument also as rules for the audit daemon have it (`a0`, `a1` ...). */
export const auditCommandLine: Derivation = { from: [ARGUMENTS], fieldsOf }

function fieldsOf(fields: JsonObject): JsonObject | undefined {
  const list = valueAt(fields, ARGUMENTS)
  if (!Array.isArray(list)) return undefined
  const texts = list.filter(argument => typeof argument === 'string').slice(0, ARGUMENTS_MAX)
  return { CommandLine: texts.join(' '), ...argumentFields(texts) }
}

/** The command line of a process of which the arguments are told, in a list at `path`. */
export function argumentList(path: readonly string[]): Derivation {
  return {
    from: [path],
    fieldsOf(fields) {
      const list = valueAt(fields, path)
      if (!Array.isArray(list)) return undefined
      const texts = list.filter(argument => typeof argument === 'string').slice(0, ARGUMENTS_MAX)
      return { CommandLine: texts.join(' ') }
    },
  }
}

/** Arguments as the audit daemon's record of a program's start has them. */
export function argumentFields(texts: readonly string[]): JsonObject {
  return { type: 'EXECVE', ...Object.fromEntries(texts.map((text, at) => [`a${at}`, text])) }
}

/** More become a part of the command line only up to here. */
export const ARGUMENTS_MAX = 1024
