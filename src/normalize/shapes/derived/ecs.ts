/** Sysmon's fields that the Elastic Common Schema keeps in several. */
import { type JsonObject, valueAt } from '../../json/json-object.ts'
import { ARGUMENTS_MAX, argumentFields } from './audit.ts'
import type { Derivation } from './derivation.ts'

const NAME = ['user', 'name'] as const
const DOMAIN = ['user', 'domain'] as const

/** `DOMAIN\\user`, where the record has both and nothing else said so. */
export const ecsUser: Derivation = { from: [NAME, DOMAIN], fieldsOf: userOf }

function userOf(fields: JsonObject): JsonObject | undefined {
  const name = valueAt(fields, NAME)
  const domain = valueAt(fields, DOMAIN)
  if (typeof name !== 'string' || typeof domain !== 'string' || fields['User'] !== name) return undefined
  return { User: `${domain}\\${name}` }
}

/** Sysmon's names of hashes, and where they are. */
const HASHES = [
  ['MD5', 'process', 'hash', 'md5'],
  ['SHA1', 'process', 'hash', 'sha1'],
  ['SHA256', 'process', 'hash', 'sha256'],
  ['IMPHASH', 'process', 'pe', 'imphash'],
  ['MD5', 'dll', 'hash', 'md5'],
  ['SHA1', 'dll', 'hash', 'sha1'],
  ['SHA256', 'dll', 'hash', 'sha256'],
  ['IMPHASH', 'dll', 'pe', 'imphash'],
] as const

/** `MD5=...,SHA256=...`, as Sysmon writes hashes. */
export const ecsHashes: Derivation = {
  from: [['Hashes'], ...HASHES.map(([, ...path]) => path)],
  fieldsOf: hashesOf,
}

function hashesOf(fields: JsonObject): JsonObject | undefined {
  if (Object.hasOwn(fields, 'Hashes')) return undefined
  const hashes = HASHES.flatMap(([name, ...path]) => {
    const value = valueAt(fields, path)
    return typeof value === 'string' ? [`${name}=${value}`] : []
  })
  return hashes.length > 0 ? { Hashes: hashes.join(',') } : undefined
}

const ARGUMENTS = ['process', 'args'] as const
const COMMAND_LINE = ['process', 'command_line'] as const
const AUDITD = ['auditd'] as const

/**
 * The command line of a process of which only the arguments are told, as Auditbeat has them; from the audit daemon also
 * under the names of its record (`EXECVE` with `a0`, `a1` ...).
 */
export const ecsArguments: Derivation = {
  from: [ARGUMENTS, COMMAND_LINE, AUDITD, ['CommandLine']],
  fieldsOf: argumentsOf,
}

function argumentsOf(fields: JsonObject): JsonObject | undefined {
  const list = valueAt(fields, ARGUMENTS)
  if (!Array.isArray(list) || Object.hasOwn(fields, 'CommandLine')) return undefined
  const texts = list.filter(argument => typeof argument === 'string').slice(0, ARGUMENTS_MAX)
  if (valueAt(fields, AUDITD) === undefined) return { CommandLine: texts.join(' ') }
  return { CommandLine: texts.join(' '), ...argumentFields(texts) }
}
