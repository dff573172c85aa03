import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { messageOf, SentinelError } from '../errors.ts'
import { type Config, configSchema } from '../schema/config.ts'
import { expectation } from '../schema/issue.ts'
import type { Setting } from '../schema/setting.ts'
import { SETTINGS } from '../schema/settings-table.ts'
import type { ConfigSources } from './config-sources.ts'
import { deepFreeze } from './deep-freeze.ts'
import { itemsOf } from './list-text.ts'

type Tree = Record<string, unknown>
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const PREFIX = 'LOG_SENTINEL_'
/** Variables with the prefix that are no settings: they tell where the configuration is and how the program runs. */
const OTHER_VARIABLES = new Set([`${PREFIX}CONFIG`, `${PREFIX}SUPERVISED`])

/**
 * Reads, merges, validates and freezes the configuration.
 * @throws SentinelError CONFIG_INVALID naming the flag, variable or key.
 */
export function loadConfig(sources: ConfigSources): Config {
  const origins = new Map<string, string>()
  const tree: Tree = sources.file === null ? {} : readConfigFile(sources.file)

  for (const setting of SETTINGS) {
    const text = sources.environment[setting.variable]
    if (text !== undefined && text !== '') assign(tree, setting, [text], setting.variable, origins)
  }
  for (const setting of SETTINGS) {
    const texts = sources.flags.get(setting.name)
    if (texts) assign(tree, setting, texts, setting.flag, origins)
  }

  const parsed = configSchema.safeParse(tree)
  if (parsed.success) return deepFreeze(parsed.data)
  const issue = parsed.error.issues[0]
  if (!issue) throw parsed.error
  const path = issue.path.map(String)
  const setting = SETTINGS.find(candidate => candidate.path.every((key, index) => path[index] === key))
  const origin = setting && origins.get(setting.name)
  throw new SentinelError('CONFIG_INVALID', {
    where: origin ?? `${sources.file ?? 'configuration'}: ${path.join('.') || 'top level'}`,
    found: found(tree, path, setting),
    expected: expectation(issue),
    remedy: 'docs/reference.md lists all settings',
  })
}

function readConfigFile(file: string): Tree {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new SentinelError('CONFIG_INVALID', {
      where: `--config ${file}`,
      found: messageOf(error),
      expected: 'a readable YAML file',
      cause: error,
    })
  }
  let value: unknown
  try {
    value = text.trim() === '' ? {} : load(text)
  } catch (error) {
    throw new SentinelError('CONFIG_INVALID', {
      where: file,
      found: messageOf(error),
      expected: 'YAML',
      cause: error,
    })
  }
  if (isTree(value)) return value
  throw new SentinelError('CONFIG_INVALID', {
    where: file,
    found: value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`,
    expected: 'settings of the form `name: value`',
  })
}

function assign(
  tree: Tree,
  setting: Setting,
  texts: readonly string[],
  origin: string,
  origins: Map<string, string>,
): void {
  origins.set(setting.name, origin)
  const [first, second] = setting.path
  if (first === undefined) return
  const value = fromText(setting, texts)
  if (second === undefined) {
    tree[first] = value
    return
  }
  const section = tree[first]
  tree[first] = { ...(isTree(section) ? section : {}), [second]: value }
}

/** Text that does not read as the setting's type stays text, for the schema to refuse. */
function fromText(setting: Setting, texts: readonly string[]): unknown {
  const last = texts.at(-1) ?? ''
  switch (setting.type) {
    case 'list':
      return itemsOf(texts)
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(last) ? Number(last) : last
    case 'boolean':
      return last === 'true' ? true : last === 'false' ? false : last
    case 'string':
      return last
  }
}

/**
 * Variables that look like settings but are none: a typing error more often than not. They are not refused, since
 * an orchestrator may put such names there by itself (a Kubernetes service called log-sentinel does).
 */
export function unknownVariables(environment: ConfigSources['environment']): string[] {
  const known = new Set(SETTINGS.map(setting => setting.variable))
  return Object.keys(environment).filter(
    name => name.startsWith(PREFIX) && !known.has(name) && !OTHER_VARIABLES.has(name),
  )
}

function found(tree: Tree, path: readonly string[], setting: Setting | undefined): string {
  let value: unknown = tree
  for (const key of path) value = isTree(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined
  if (value === undefined || value === null) return 'nothing'
  if (setting?.secret) return 'a value that is not shown'
  return (JSON.stringify(maskSecrets(value)) ?? String(value)).slice(0, 200)
}

const MASK = '********'
const SECRET_KEYS = new Set(['password', 'password_hash', 'token'])

/** The configuration as it may be shown: passwords and hashes replaced, also the one inside the database's URL. */
export function maskSecrets(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (SECRET_KEYS.has(key) && value !== '') return MASK
    return value.replace(/^(postgres(?:ql)?:\/\/[^:@/]*):.*@/s, `$1:${MASK}@`).replace(/scrypt\$.*/s, MASK)
  }
  if (Array.isArray(value)) return value.map(item => maskSecrets(item))
  if (isTree(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskSecrets(item, name)]))
  return value
}
