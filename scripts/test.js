/** Starts the test run on the Node that the project is made for, whatever npm was started with. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isSuitable, pinnedNode } from '../bin/pinned-node.js'

const node = isSuitable(process.version) ? process.execPath : pinnedNode()
if (node === null) {
  process.stderr.write(`npm test: this is Node ${process.version}; expected Node 24 or later. Install it\n`)
  process.exit(1)
}
const run = fileURLToPath(new URL('../test/run.ts', import.meta.url))
const { status } = spawnSync(node, [run, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(status ?? 1)
