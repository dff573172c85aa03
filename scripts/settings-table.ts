import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configSchema } from '../src/schema/config.ts'
import { listSettings } from '../src/schema/settings.ts'

/**
 * Writes `src/schema/settings-table.ts` from the schema of the configuration: `npm run docs`. A test fails where the
 * table is not what the schema says.
 */

const SETTINGS_TABLE_FILE = fileURLToPath(new URL('../src/schema/settings-table.ts', import.meta.url))

function renderSettingsTable(): string {
  return `import type { Config } from './config.ts'
import type { Setting } from './setting.ts'

/** Written by \`npm run docs\` from the schema in \`config.ts\`, which takes long to make; not edited by hand. */

/** All settings, in the order of the schema. */
export const SETTINGS: readonly Setting[] = ${JSON.stringify(listSettings())}

/** The configuration where nothing is set. */
export const DEFAULTS: Config = ${JSON.stringify(configSchema.parse({}))}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(SETTINGS_TABLE_FILE, { encoding: 'utf8', flag: 'a+' })
  writeFileSync(SETTINGS_TABLE_FILE, renderSettingsTable())
  const biome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url))
  execFileSync(biome, ['format', '--write', SETTINGS_TABLE_FILE], { stdio: 'ignore' })
  if (readFileSync(SETTINGS_TABLE_FILE, 'utf8') !== before)
    process.stdout.write(`${SETTINGS_TABLE_FILE} is new\n`)
}
