import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { z } from 'zod'

/** Runs in a process of its own, where nothing else takes memory and garbage can be collected at will. */
const RELOADS = `
import { loadRuleFiles } from ${JSON.stringify(import.meta.resolve('./load-rules.ts'))}
const used = []
for (let reload = 1; reload <= 100; reload++) {
  const { set } = await loadRuleFiles([process.argv[1]])
  for (let at = 0; at < 200; at++)
    set.match({
      logsource: { product: ['windows', 'linux', 'aws'][at % 3], category: 'process_creation' },
      fields: { Image: 'C:\\\\a' + at + '.exe', CommandLine: 'whoami /all ' + at + reload },
      raw: 'Failed password for root ' + at,
    })
  if (reload % 20 !== 0) continue
  // Twice: what the first finds to be finalised the second collects.
  for (let time = 0; time < 2; time++) {
    gc()
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  const { heapUsed, external } = process.memoryUsage()
  used.push(heapUsed + external)
}
console.log(JSON.stringify(used))
`

test('memory stays what it is when rules are loaded anew a hundred times', t => {
  const folder = new URL('../../rules', import.meta.url).pathname
  const args = ['--expose-gc', '--input-type=module', '--eval', RELOADS, folder]
  const used = z
    .array(z.number())
    .parse(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })))
  t.diagnostic(`${used.map(bytes => Math.round(bytes / 1e6)).join(', ')} MB`)
  const [first = 0, last = 0] = [used[0], used.at(-1)]
  assert.equal(used.length, 5)
  // One set of rules takes more than this margin divided by the eighty reloads between the two.
  assert.ok(last < first + 20e6, `${first} bytes after 20 reloads, ${last} after 100`)
})
