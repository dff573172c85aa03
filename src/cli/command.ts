import type { Readable, Writable } from 'node:stream'
import type { Clock } from '../runtime/clock.ts'
import type { Config } from '../schema/config.ts'

/** A command of `log-sentinel`. One file each; `load-commands.ts` lists them. */
export interface Command {
  name: string
  summary: string
  /** What follows the name, for the help text. */
  usage: string
  /** Flags of the command's own, besides the settings. */
  options: Readonly<Record<string, Option>>
  /** Whether the settings (`--data-dir`, `--kafka` ...) and `--config` are flags of this command. */
  takesSettings: boolean
  /** What the arguments that are no flags stand for, or null if there must be none. */
  positionals: string | null
  /** Commands of its own, which the argument behind its name chooses: `rules check`. Their names hold both words. */
  actions?: readonly Command[]
  /** Resolves with the exit code. */
  run(invocation: Invocation): Promise<number>
}

export interface Option {
  type: 'string' | 'boolean'
  /** May be given more than once. */
  multiple?: boolean
  /** Stands for the value in the help text. */
  value?: string
  description: string
}

/** A command line that was understood, and the world it runs in. */
export interface Invocation {
  options: ReadonlyMap<string, readonly string[]>
  positionals: readonly string[]
  /** Loads the configuration. */
  config(): Config
  environment: Readonly<Record<string, string | undefined>>
  stdin: Readable
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable & { isTTY?: boolean; columns?: number }
  clock: Clock
  /** Aborted when the user asks the program to end. */
  signal: AbortSignal
}

/** The last value given for an option of the command's own. */
export function optionValue(invocation: Pick<Invocation, 'options'>, name: string): string | undefined {
  return invocation.options.get(name)?.at(-1)
}

export function hasOption(invocation: Pick<Invocation, 'options'>, name: string): boolean {
  return invocation.options.has(name)
}
