/**
 * Runs a program of the repository on the Node that the project is made for, whatever npm was started with:
 * `node scripts/with-pinned-node.js FILE [ARG...]`, FILE from the repository's root.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isSuitable, pinnedNode } from '../bin/pinned-node.js'

const [file, ...args] = process.argv.slice(2)
const node = isSuitable(process.version) ? process.execPath : pinnedNode()
if (node === null) {
  process.stderr.write(`${file}: this is Node ${process.version}; expected Node 24 or later. Install it\n`)
  process.exit(1)
}
const child = spawn(node, [fileURLToPath(new URL(`../${file}`, import.meta.url)), ...args], {
  stdio: 'inherit',
})
// A terminal's Ctrl-C reaches the program by itself: it is waited for, so that it can clean up.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', code => process.exit(code ?? 1))
