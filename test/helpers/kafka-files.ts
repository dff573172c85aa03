/**
 * What the brokers of tests are made of, kept in `.cache/`: the jars, which `test/kafka/pom.xml` names and Maven
 * fetches once, the storage of a new cluster, and the classes as the Java machine has them in memory. Several processes may come here at once: each makes what is missing,
 * and the first to finish is kept.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const POM = fileURLToPath(new URL('../kafka/pom.xml', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache/', import.meta.url))
const FETCHED_WITHIN_MS = 300_000

/** Fetches the jars unless they are there; returns their folder. */
export async function fetchKafka(): Promise<string> {
  const version = /<kafka\.version>([^<]+)</.exec(await readFile(POM, 'utf8'))?.[1]
  const folder = join(CACHE, `kafka-${version}`)
  await need('java', ['-version'], 'Java 17 or later (Debian: apt-get install openjdk-17-jre-headless)')
  if (await stat(folder).catch(() => null)) return folder
  await need('mvn', ['--version'], 'Maven (Debian: apt-get install maven)')
  await mkdir(CACHE, { recursive: true })
  const fresh = await mkdtemp(join(CACHE, 'fetching-'))
  await run(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      POM,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${fresh}`,
      '-DincludeScope=runtime',
    ],
    { timeout: FETCHED_WITHIN_MS },
  )
  await keep(fresh, folder)
  return folder
}

/**
 * Puts the storage of a new cluster into the folder `storage`: what `format` makes there, which is a Java program of its
 * own and takes seconds, or a copy of what it made before. It is the same for all brokers with these jars.
 */
export async function newStorage(
  libraries: string,
  storage: string,
  format: () => Promise<unknown>,
): Promise<void> {
  const kept = `${libraries}-storage`
  if (await stat(kept).catch(() => null)) {
    await cp(kept, storage, { recursive: true })
    return
  }
  await format()
  const fresh = await mkdtemp(join(CACHE, 'keeping-'))
  await cp(storage, fresh, { recursive: true })
  await keep(fresh, kept)
}

/**
 * The classes of the broker, loaded and verified, for `-XX:SharedArchiveFile`: starting with them takes little more than
 * half of the processor time. `record` runs a broker that writes them to the file given when it ends. Where they do not
 * fit (another Java), Java passes over them.
 */
export async function classArchive(
  libraries: string,
  record: (file: string) => Promise<void>,
): Promise<string> {
  const kept = `${libraries}-classes`
  const file = join(kept, 'kafka.jsa')
  if (await stat(file).catch(() => null)) return file
  const fresh = await mkdtemp(join(CACHE, 'recording-'))
  await record(join(fresh, 'kafka.jsa'))
  await keep(fresh, kept)
  return file
}

/** Another process may have been quicker: what it made is as good. */
async function keep(fresh: string, folder: string): Promise<void> {
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }))
}

async function need(command: string, args: string[], what: string): Promise<void> {
  await run(command, args).catch((cause: unknown) => {
    throw new Error(`The tests run a real Apache Kafka and need ${what}; "${command}" can not be run.`, {
      cause,
    })
  })
}
