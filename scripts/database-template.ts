import { rmSync } from 'node:fs'
import { DATABASE_TEMPLATE } from '../src/services/database-template.ts'
import { createTemplate } from '../src/store/pglite-files.ts'

/** Makes the empty database that a first start copies: making one takes seconds, copying it does not. */
rmSync(DATABASE_TEMPLATE, { recursive: true, force: true })
await createTemplate(DATABASE_TEMPLATE)
