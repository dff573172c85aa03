/**
 * Everything that a benchmark starts or writes, so that nothing outlives it: neither when it fails nor when it is
 * interrupted half-way through a start.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../test/helpers/browser.ts'
import { startKafka, type TestKafka } from '../test/helpers/kafka.ts'
import { type PostgresServer, startPostgres } from '../test/helpers/postgres.ts'
import { type Program, startProgram } from '../test/helpers/program.ts'

export class Workshop implements AsyncDisposable {
  readonly #cleanUps = new AsyncDisposableStack()

  /** A folder of its own under the system's temporary one. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-bench-'))
    this.#cleanUps.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
    return folder
  }

  /** `log-sentinel ARGS...` as a process of its own. */
  start(args: readonly string[]): Program {
    const program = startProgram(args)
    this.keepProgram(program)
    return program
  }

  /** Ends another program that was started, in the end. */
  keepProgram(program: Program): void {
    const kill = () => void program.child.kill('SIGKILL')
    process.once('exit', kill)
    void program.ended.then(() => process.off('exit', kill))
    this.#cleanUps.defer(async () => {
      await program.kill()
    })
  }

  kafka(): Promise<TestKafka> {
    return this.#keep(startKafka(), kafka => kafka.stop())
  }

  /** A server whose commits reach the disk, as they do where it matters. */
  postgres(): Promise<PostgresServer> {
    return this.#keep(startPostgres({ fsync: true }), postgres => postgres.stop())
  }

  browser(): Promise<Browser> {
    return this.#keep(launchBrowser(), browser => browser.close())
  }

  /** Has `cleanUp` called in the end. */
  defer(cleanUp: () => Promise<void>): void {
    this.#cleanUps.defer(cleanUp)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cleanUps.disposeAsync()
  }

  /** What is still starting when all is to end is ended as soon as it has started. */
  #keep<T>(starting: Promise<T>, end: (part: T) => Promise<void>): Promise<T> {
    this.#cleanUps.defer(async () => {
      const [started] = await Promise.allSettled([starting])
      if (started.status === 'fulfilled') await end(started.value)
    })
    return starting
  }
}
