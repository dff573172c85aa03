import type { Command } from './command.ts'

/** Where each command is: a command starts sooner without what the others need. */
const LOADERS: ReadonlyMap<string, () => Promise<Command>> = new Map<string, () => Promise<Command>>([
  ['up', async () => (await import('./up.ts')).up],
  ['collector', async () => (await import('./services.ts')).collector],
  ['detector', async () => (await import('./services.ts')).detector],
  ['correlator', async () => (await import('./services.ts')).correlator],
  ['dashboard', async () => (await import('./services.ts')).dashboard],
  ['simulate', async () => (await import('./simulate.ts')).simulate],
  ['scan', async () => (await import('./scan/scan.ts')).scan],
  ['rules', async () => (await import('./rules/rules.ts')).rules],
  ['deadletters', async () => (await import('./dead-letters/dead-letters.ts')).deadLetters],
  ['config', async () => (await import('./config.ts')).config],
])

/** Every command, in the order of the overview. */
export async function allCommands(): Promise<readonly Command[]> {
  return await Promise.all([...LOADERS.values()].map(load => load()))
}

/** The command called `name` alone; all of them where it is the name of none. */
export async function commandsFor(name: string | undefined): Promise<readonly Command[]> {
  const load = name === undefined ? undefined : LOADERS.get(name)
  return load ? [await load()] : await allCommands()
}
