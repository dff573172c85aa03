#!/usr/bin/env node
/**
 * Starts Log Sentinel on the Node that it is made for. Plain JavaScript, because the Node that npm found may be too
 * old for anything else: then the pinned one, an optional dependency, takes over.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { memoryFlags } from './memory.js'
import { isSuitable, pinnedNode, REQUIRED_NODE_MAJOR } from './pinned-node.js'

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url))
// In a checkout the sources run as they are; the package holds what was built from them.
const main = existsSync(source) ? source : built

/** By then everything that a service needs is loaded and compiled. */
const COMPILED_MS = 5_000

const self = fileURLToPath(import.meta.url)
const args = process.argv.slice(2)
const given = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
const flags = memoryFlags(args, given)

if (isSuitable(process.version)) {
  // V8 takes them at its start only: the process begins anew, under its number, where the system can do that (not on
  // Windows) and no channel to the process that started it would break.
  if (flags.length > 0 && process.execve && !process.connected)
    process.execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, self, ...args])
  module.enableCompileCache()
  // It is written at the end of a process otherwise, which one that is killed does not have.
  setTimeout(() => module.flushCompileCache(), COMPILED_MS).unref()
  const { runProcess } = await import(pathToFileURL(main).href)
  await runProcess(args)
} else {
  const node = pinnedNode()
  if (node === null) {
    process.stderr.write(
      `log-sentinel: this is Node ${process.version}; expected Node ${REQUIRED_NODE_MAJOR} or later. ` +
        `Install it, or install this package with its optional dependencies where one fits ${process.platform}-${process.arch}\n`,
    )
    process.exit(1)
  }
  const child = spawn(node, [...flags, self, ...args], {
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
