import { parseArgs } from 'node:util'
import { SentinelError } from '../errors.ts'
import { SETTINGS } from '../schema/settings-table.ts'
import { nearest } from '../sigma/nearest.ts'
import type { Command } from './command.ts'

/** A command line, read: settings by their name, the command's own options by theirs. */
export interface ParsedArguments {
  settings: Map<string, string[]>
  options: Map<string, string[]>
  positionals: string[]
  help: boolean
}

/** @throws SentinelError USAGE */
export function parseCommandLine(command: Command, args: readonly string[]): ParsedArguments {
  const settings = command.takesSettings ? SETTINGS : []
  const settingOf = new Map(settings.map(setting => [setting.flag.slice(2), setting]))
  const own = new Map(Object.entries(command.options))
  if (command.takesSettings) own.set('config', { type: 'string', description: '' })

  const { tokens } = parseArgs({
    args: joinNegativeNumbers(args),
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: optionTypes(),
  })
  const result: ParsedArguments = { settings: new Map(), options: new Map(), positionals: [], help: false }
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'positional') {
      const list = openList(index)
      if (list) append(result.settings, list, token.value)
      else result.positionals.push(token.value)
    } else if (token.kind === 'option') {
      if (token.name === 'help' || token.name === 'h') {
        result.help = true
        continue
      }
      const setting = settingOf.get(token.name)
      const option = own.get(token.name)
      if (!setting && !option) throw unknownFlag(token.rawName)
      const type = setting ? (setting.type === 'boolean' ? 'boolean' : 'string') : option?.type
      if (type === 'string' && (token.value === undefined || token.value === ''))
        throw missingValue(token.rawName)
      if (!setting && type === 'boolean' && token.value !== undefined)
        throw unwantedValue(token.rawName, token.value)
      append(setting ? result.settings : result.options, setting?.name ?? token.name, token.value ?? 'true')
    }
  }
  if (command.positionals === null && result.positionals[0] !== undefined && !result.help) {
    throw usage(`argument ${result.positionals[0]}`, 'an argument', 'flags only')
  }
  return result

  /** Values that are told apart by the parser: everything but a flag without a value takes the next argument. */
  function optionTypes(): Record<string, { type: 'string' | 'boolean'; multiple: true; short?: string }> {
    const types: Record<string, { type: 'string' | 'boolean'; multiple: true; short?: string }> = {
      help: { type: 'boolean', multiple: true, short: 'h' },
    }
    for (const [name, setting] of settingOf)
      types[name] = { type: setting.type === 'boolean' ? 'boolean' : 'string', multiple: true }
    for (const [name, option] of own) types[name] = { type: option.type, multiple: true }
    return types
  }

  /**
   * Where a command takes no arguments of its own, `--rules A B` gives both to `--rules`. Returns the setting that
   * the argument at `index` belongs to.
   */
  function openList(index: number): string | undefined {
    if (command.positionals !== null) return undefined
    for (let at = index - 1; at >= 0; at--) {
      const token = tokens[at]
      if (token?.kind === 'option') {
        const setting = settingOf.get(token.name)
        return setting?.type === 'list' ? setting.name : undefined
      }
    }
    return undefined
  }

  function unknownFlag(flag: string): SentinelError {
    const known = ['--help', ...[...settingOf.keys(), ...own.keys()].map(name => `--${name}`)]
    const guess = nearest(flag, known)
    return usage(
      flag,
      'an unknown flag',
      `a flag of \`log-sentinel ${command.name}\``,
      guess && `Did you mean ${guess}?`,
    )
  }

  function missingValue(flag: string): SentinelError {
    return usage(flag, 'no value', 'a value behind it')
  }

  function unwantedValue(flag: string, value: string): SentinelError {
    return usage(flag, `the value ${value}`, 'no value')
  }

  function usage(where: string, found: string, expected: string, hint?: string): SentinelError {
    const help = `\`log-sentinel ${command.name} --help\` lists the flags`
    return new SentinelError('USAGE', { where, found, expected, remedy: hint ? `${hint} ${help}` : help })
  }
}

/** `--port -1` is a value to refuse with a reason, not two flags. */
function joinNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = []
  for (const arg of args) {
    const previous = joined.at(-1)
    if (/^-\d/.test(arg) && previous?.startsWith('--') && !previous.includes('='))
      joined[joined.length - 1] = `${previous}=${arg}`
    else joined.push(arg)
  }
  return joined
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}
