#!/usr/bin/env node
/**
 * Starts Log Sentinel on the Node that it is made for. Plain JavaScript, because the Node that npm found may be too
 * old for anything else: then the pinned one, an optional dependency, takes over.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isSuitable, pinnedNode, REQUIRED_NODE_MAJOR } from './pinned-node.js'

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url))
// In a checkout the sources run as they are; the package holds what was built from them.
const main = existsSync(source) ? source : built

if (isSuitable(process.version)) {
  module.enableCompileCache()
  const { runProcess } = await import(pathToFileURL(main).href)
  await runProcess(process.argv.slice(2))
} else {
  const node = pinnedNode()
  if (node === null) {
    process.stderr.write(
      `log-sentinel: this is Node ${process.version}; expected Node ${REQUIRED_NODE_MAJOR} or later. ` +
        `Install it, or install this package with its optional dependencies where one fits ${process.platform}-${process.arch}\n`,
    )
    process.exit(1)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel closes when this process is killed, whatever the signal: the child ends with it.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, LOG_SENTINEL_SUPERVISED: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code ?? 1)
  })
}
