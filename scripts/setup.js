/**
 * Makes a checkout ready to run: installs the dependencies, builds the page and makes an empty database to start from,
 * each only when what it is made from has changed. Runs on whatever Node npm was started with.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isSuitable, pinnedNode } from '../bin/pinned-node.js'

const root = fileURLToPath(new URL('..', import.meta.url))

step('dependencies', 'node_modules/.log-sentinel-installed', ['package.json', 'package-lock.json'], () =>
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci'),
)
step('page', 'dist/web/.log-sentinel-built', ['web', 'src/schema', 'package-lock.json'], () =>
  runNode(['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'], 'the build of the page'),
)
step(
  'matching kernel',
  'dist/sigma/kernel/.log-sentinel-built',
  ['src/sigma/kernel/assembly', 'src/sigma/kernel/layout.ts', 'package-lock.json'],
  () =>
    runNode(
      ['node_modules/assemblyscript/bin/asc.js', '--config', 'src/sigma/kernel/assembly/asconfig.json'],
      'the build of the matching kernel',
    ),
)
step('database', '.cache/database-template.made', ['package-lock.json', 'src/store/pglite-files.ts'], () =>
  runNode(['scripts/database-template.ts'], 'the making of an empty database'),
)

/** Does `action` unless the stamp says that it was done for these very inputs. The stamp's time is that of this look. */
function step(what, stamp, inputs, action) {
  const digest = createHash('sha256')
  for (const input of inputs) addTo(digest, input)
  const wanted = digest.digest('hex')
  const stampFile = join(root, stamp)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
    utimesSync(stampFile, new Date(), new Date())
    return
  }
  process.stderr.write(`log-sentinel: preparing the ${what} ...\n`)
  const started = Date.now()
  action()
  mkdirSync(join(stampFile, '..'), { recursive: true })
  writeFileSync(stampFile, wanted)
  process.stderr.write(`log-sentinel: ${what} ready after ${Math.ceil((Date.now() - started) / 1000)} s\n`)
}

function addTo(digest, path) {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return
  const entries = readEntries(absolute)
  if (entries === null) digest.update(path).update('\0').update(readFileSync(absolute)).update('\0')
  else for (const entry of entries) addTo(digest, join(path, entry))
}

/** The names in a folder, or null for a file. */
function readEntries(path) {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return null
    throw error
  }
}

function run(program, args, what) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && program === 'npm',
  })
  if (error) fail(`${what} could not be started: ${error.message}`, 'install Node.js with npm')
  if (status !== 0) fail(`${what} ended with ${status}`, 'its messages above tell why')
}

/** Runs a program on the Node that the project is made for. */
function runNode(args, what) {
  const node = isSuitable(process.version) ? process.execPath : pinnedNode()
  if (node === null) {
    fail(
      `this is Node ${process.version}, and no package of a newer one was found for ${process.platform}-${process.arch}`,
      'install Node 24 or later',
    )
  }
  run(node, args, what)
}

function fail(found, remedy) {
  process.stderr.write(`log-sentinel: setting up failed: ${found}; ${remedy}\n`)
  process.exit(1)
}
