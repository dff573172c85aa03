import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePorts } from './free-ports.ts'
import { type PostgresPrograms, postgresPrograms } from './postgres-programs.ts'

/**
 * A real PostgreSQL server for tests, on a free port of the loopback interface. Where it can not be had, tests fail.
 */
export interface PostgresServer {
  /** The administrator's connection to the database `postgres`. */
  readonly url: string
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>
  /** Ends the server the way `kill -9` does. */
  kill(): Promise<void>
  /** Ends the server in order, but keeps its data. */
  shutDown(): Promise<void>
  /** Starts the server again on the same port and data. */
  start(): Promise<void>
  /** Makes the server mute: connections stay open and nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Ends the server and removes its data. */
  stop(): Promise<void>
}

export interface PostgresServerOptions {
  /** Whether commits reach the disk: of no use unless the machine itself goes down. */
  fsync?: boolean
  /** A folder for its data, in place of the system's temporary one. */
  parent?: string
  /** More settings. */
  settings?: Readonly<Record<string, string>>
}

/** Names a server, by its administrator's URL, that all tests of a run share. */
const SHARED_SERVER = 'LOG_SENTINEL_TEST_POSTGRES'
const START_TIMEOUT_MS = 60_000
const run = promisify(execFile)

/** The server that the environment names, or one started for this test file. */
export async function sharedPostgres(): Promise<Pick<PostgresServer, 'url' | 'createDatabase' | 'stop'>> {
  const url = process.env[SHARED_SERVER]
  if (!url) return startPostgres()
  return { url, createDatabase: () => createDatabase(url), stop: async () => {} }
}

export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const programs = await postgresPrograms()
  const folder = await makeFolder(programs, options.parent ?? tmpdir())
  const data = join(folder, 'data')
  const [port] = await freePorts(1)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await run(
    programs.initdb,
    ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    { ...programs.user, cwd: folder },
  )
  const args = [
    '-D',
    data,
    '-p',
    `${port}`,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ]
  if (!options.fsync) args.push('-c', 'fsync=off')
  for (const [name, value] of Object.entries(options.settings ?? {})) args.push('-c', `${name}=${value}`)

  let server: RunningServer | undefined
  const start = async () => {
    server = await startServer(programs, args, url)
  }
  const end = async (signal: NodeJS.Signals) => {
    const ending = server
    server = undefined
    await ending?.end(signal)
  }
  await start()
  return {
    url,
    createDatabase: () => createDatabase(url),
    start,
    kill: () => end('SIGKILL'),
    shutDown: () => end('SIGINT'),
    pause: async () => server?.signalAll('SIGSTOP'),
    resume: async () => server?.signalAll('SIGCONT'),
    stop: async () => {
      await end('SIGINT')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      await programs.remove()
    },
  }
}

interface RunningServer {
  end(signal: NodeJS.Signals): Promise<void>
  signalAll(signal: NodeJS.Signals): Promise<void>
}

async function startServer(programs: PostgresPrograms, args: string[], url: string): Promise<RunningServer> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const postmaster = spawn(programs.postgres, args, {
      ...programs.user,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let log = ''
    postmaster.stderr.on('data', chunk => {
      log = (log + chunk).slice(-4000)
    })
    const exited = once(postmaster, 'exit')
    while (postmaster.exitCode === null && Date.now() < deadline) {
      if (await answers(url)) return running(postmaster, exited)
      await sleep(50)
    }
    postmaster.kill('SIGKILL')
    await exited
    // Processes of a server that was killed take a moment to notice; until then its memory is in use.
    if (!log.includes('still in use') || Date.now() > deadline)
      throw new Error(`PostgreSQL did not start: ${log}`)
    await sleep(100)
  }
}

function running(postmaster: ChildProcess, exited: Promise<unknown>): RunningServer {
  const { pid } = postmaster
  if (pid === undefined) throw new Error('PostgreSQL has no process id')
  // The pipe closes however this process ends, and then the server must not be left behind.
  const watcher = spawn('sh', ['-c', 'cat > /dev/null; kill -QUIT "$0"', `${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.unref()
  return {
    end: async signal => {
      watcher.kill('SIGKILL')
      postmaster.kill(signal)
      await exited
    },
    signalAll: async signal => {
      if (signal === 'SIGSTOP') process.kill(pid, signal)
      const { stdout } = await run('pgrep', ['-P', `${pid}`])
      for (const child of stdout.trim().split('\n')) process.kill(Number(child), signal)
      if (signal === 'SIGCONT') process.kill(pid, signal)
    },
  }
}

async function makeFolder({ user }: PostgresPrograms, parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, 'log-sentinel-postgres-'))
  await chmod(folder, 0o700)
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
  return folder
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {}) // Ended below: what matters is whether the query came through.
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}

async function createDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const database = new URL(url)
  database.pathname = `/${name}`
  return database.href
}
