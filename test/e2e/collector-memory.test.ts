import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { eventually } from '../helpers/eventually.ts'
import { startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

/** The arguments of a collector's process, once it runs; there is no broker for it. */
async function argumentsOf(
  t: TestContext,
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const folder = temporaryFolder(t)
  const program = startProgram(
    ['collector', '--kafka', '127.0.0.1:1', '--data-dir', folder, `${folder}/app.log`],
    {
      environment,
    },
  )
  t.after(() => program.kill())
  // What it logs first comes from the process that stays.
  await eventually(async () => assert.match(program.stderr(), /kafka is not available/))
  return readFileSync(`/proc/${program.child.pid}/cmdline`, 'utf8').split('\0')
}

const linux = { skip: process.platform !== 'linux' && 'only Linux tells the arguments of a process' }

test('a collector runs with bounds for its garbage, as the process that was started', linux, async t => {
  const given = await argumentsOf(t)
  assert(given.some(argument => argument.startsWith('--max-semi-space-size=')))
  assert(given.some(argument => argument.startsWith('--heap-growing-percent=')))
  assert(given.includes('collector'))
})

test("whoever names V8's bounds decides about them", linux, async t => {
  const given = await argumentsOf(t, { NODE_OPTIONS: '--max-old-space-size=500' })
  assert(!given.some(argument => /semi-space|heap-growing/.test(argument)))
})
