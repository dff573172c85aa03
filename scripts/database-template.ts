import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DATABASE_TEMPLATE } from '../src/services/database-template.ts'
import { createTemplate } from '../src/store/pglite-files.ts'

/** Makes the empty database that a first start copies: making one takes seconds, copying it does not. */
const unfinished = `${DATABASE_TEMPLATE}.unfinished`
mkdirSync(dirname(unfinished), { recursive: true })
rmSync(unfinished, { recursive: true, force: true })
await createTemplate(unfinished)
rmSync(DATABASE_TEMPLATE, { recursive: true, force: true })
renameSync(unfinished, DATABASE_TEMPLATE)
