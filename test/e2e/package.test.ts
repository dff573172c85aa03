import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { apiClient } from '../helpers/api-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { cleanEnvironment, watchProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
const packedSchema = z
  .array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
  .length(1)

describe('the package', () => {
  test('installs into an empty folder and runs, as JavaScript, without development dependencies', async () => {
    const folder = temporaryFolder({ after })
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    })
    const [packed] = packedSchema.parse(JSON.parse(stdout.slice(stdout.indexOf('['))))
    assert.ok(packed)
    const paths = packed.files.map(({ path }) => path)
    assert.deepEqual(
      paths.filter(path => /(?<!\.d)\.tsx?$/.test(path)),
      [],
      'no TypeScript but declarations',
    )
    assert.ok(paths.includes('dist/web/index.html'), 'the page is built')
    assert.ok(paths.includes('dist/sigma/kernel/kernel.wasm'), 'the matching kernel is built')
    assert.ok(
      paths.some(path => path.startsWith('rules/')),
      'the rules are there',
    )

    const place = join(folder, 'place')
    mkdirSync(place)
    writeFileSync(join(place, 'package.json'), '{"private":true}')
    await run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--loglevel=error', join(folder, packed.filename)],
      { cwd: place },
    )

    const program = watchProgram(
      spawn('npx', ['log-sentinel', 'up', '--port', '0', 'my.log'], {
        cwd: place,
        env: cleanEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      }),
    )
    after(() => {
      if (program.child.pid !== undefined && program.child.exitCode === null)
        process.kill(-program.child.pid, 'SIGKILL')
    })
    const [, address = ''] = await program.waitFor(/Log Sentinel is on (http:\S+)/)
    appendFileSync(join(place, 'my.log'), 'ALERT: Failed login attempt from IP 203.0.113.7\n')
    const api = apiClient(address)
    await eventually(async () => assert.equal((await api.alerts()).items.length, 1))
    assert.equal((await fetch(address)).status, 200)

    const entry = join(place, 'entry.mjs')
    writeFileSync(
      entry,
      "import { compileRules } from 'log-sentinel/sigma'\nprocess.stdout.write(String(compileRules([]).rules.length))\n",
    )
    assert.equal((await run(process.execPath, [entry], { cwd: place })).stdout, '0')
  })
})
