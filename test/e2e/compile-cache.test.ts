import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../helpers/eventually.ts'
import { startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

test('a service leaves what it compiled to the next one while it runs, for it may be killed', async t => {
  const folder = temporaryFolder(t)
  const compiled = join(folder, 'compiled')
  const program = startProgram(
    ['collector', '--kafka', '127.0.0.1:1', '--data-dir', join(folder, 'data'), join(folder, 'app.log')],
    { environment: { NODE_COMPILE_CACHE: compiled } },
  )
  t.after(() => program.kill())
  await eventually(async () => {
    const files = readdirSync(compiled, { recursive: true })
    assert.ok(files.length > 100, `${files.length} files`)
  })
})
