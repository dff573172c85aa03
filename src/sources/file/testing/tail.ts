/** Runs a file source in a test: a folder of its own, what was delivered, and ways to end that run. */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../runtime/clock.ts'
import { type Logger, silentLogger } from '../../../runtime/logger.ts'
import type { SourceStatus } from '../../../schema/status.ts'
import type { Deliver, SourceRecord } from '../../source.ts'
import { createFileSource, type FileSourceOptions } from '../file-source.ts'
import type { MultilineOptions } from '../multiline.ts'

const LOOK_MS = 2
/** Half a minute on a quiet machine. */
const LOOKS_MAX = 15_000

export interface Received {
  id: string
  source: string
  text: string
}

export class Folder {
  readonly path: string

  constructor(parent = tmpdir()) {
    this.path = fs.mkdtempSync(join(parent, 'sentinel-tail-'))
  }

  at(name: string): string {
    return join(this.path, name)
  }
  write(name: string, text: string | Uint8Array): void {
    fs.writeFileSync(this.at(name), text)
  }
  append(name: string, text: string | Uint8Array): void {
    fs.appendFileSync(this.at(name), text)
  }
  rename(from: string, to: string): void {
    fs.renameSync(this.at(from), this.at(to))
  }
  remove(name: string): void {
    fs.rmSync(this.at(name))
  }
  get checkpoint(): string {
    return this.at('positions/files.json')
  }
  /** The text of the checkpoint; null while there is none, as for a moment when it is replaced. */
  readCheckpoint(): string | null {
    try {
      return fs.readFileSync(this.checkpoint, 'utf8')
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }
  dispose(): void {
    fs.rmSync(this.path, { recursive: true, force: true })
  }
}

/** A folder that is gone when the test `t` is over. */
export function folderFor(t: { after(end: () => void): void }): Folder {
  const folder = new Folder()
  t.after(() => folder.dispose())
  return folder
}

export interface TailOptions extends Partial<Omit<FileSourceOptions, 'paths'>> {
  /** Relative to the folder; default `app.log`. */
  paths?: string[]
  exclude?: string[]
  multiline?: MultilineOptions
  /** Stands between the source and what is received. */
  deliver?: (records: readonly SourceRecord[], accept: Deliver) => ReturnType<Deliver>
}

export class Tail {
  readonly received: Received[] = []
  readonly #folder: Folder
  readonly #abort = new AbortController()
  readonly #source
  readonly ended: Promise<void>
  #crashed = false
  #failure: unknown = null

  constructor(folder: Folder, options: TailOptions = {}) {
    const { paths = ['app.log'], exclude = [], multiline = null, deliver, ...rest } = options
    this.#folder = folder
    this.#source = createFileSource({
      paths: paths.map(path => {
        return { path: folder.at(path), exclude, multiline, logsource: { product: 'test' } }
      }),
      checkpoints: folder.at('positions'),
      host: 'test-host',
      clock: systemClock,
      logger: silentLogger,
      poll_ms: 10,
      round_ms: 20,
      save_ms: 10,
      rotated_wait_ms: 300,
      deleted_wait_ms: 100,
      archive_settle_ms: 0,
      ...rest,
    })
    const accept: Deliver = async records => {
      // What a process would have delivered after it was killed, nobody gets.
      if (this.#crashed) throw new Error('the reader was killed')
      for (const { id, source, value } of records) {
        this.received.push({ id, source, text: Buffer.from(value).toString('latin1') })
      }
      return { refused: [] }
    }
    const { signal } = this.#abort
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    aborted.catch(() => undefined)
    // As the port has it: a delivery waits as long as it takes, and rejects when the signal is aborted.
    const stallable: Deliver = records =>
      Promise.race([deliver ? deliver(records, accept) : accept(records), aborted])
    this.ended = this.#source.run(deliver ? stallable : accept, signal)
    // A run that fails is seen by whoever awaits `ended`, and by whoever waits for what it will not bring any more.
    this.ended.catch(error => {
      this.#failure = error
    })
  }

  get texts(): string[] {
    return this.received.map(({ text }) => text)
  }
  get ids(): string[] {
    return this.received.map(({ id }) => id)
  }
  get status(): SourceStatus[] {
    return this.#source.status()
  }
  row(name: string): SourceStatus {
    const row = this.status.find(({ source }) => source === this.#folder.at(name))
    assert(row, `no status row for ${name}`)
    return row
  }

  /**
   * Waits until `condition` holds; fails with what was received if it never does. Looks are counted, not seconds: on a
   * busy machine the source has its turns as rarely as this.
   */
  async until(condition: () => boolean, what = 'a condition'): Promise<void> {
    for (let looks = 0; !condition(); looks++) {
      if (this.#failure !== null)
        throw new Error(`${what} will not come: the run failed`, { cause: this.#failure })
      if (looks === LOOKS_MAX) {
        assert.fail(`${what} never came; received ${JSON.stringify(this.texts.slice(-30))}`)
      }
      await pause(LOOK_MS)
    }
  }

  /** Waits until exactly these lines arrived, in whatever order, and no others follow at once. */
  async receives(...texts: string[]): Promise<void> {
    await this.until(() => this.received.length >= texts.length, JSON.stringify(texts))
    await this.settle()
    assert.deepEqual([...this.texts].sort(), [...texts].sort())
  }

  /** Waits until the source looked at its paths for the first time. */
  async started(): Promise<void> {
    await this.until(() => this.status.length > 0, 'the first look')
    await this.settle()
  }

  /** Gives the source time for several looks. */
  async settle(): Promise<void> {
    await pause(60)
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    await this.ended
  }

  /** Ends the run as a crash would: the disk stays as it is at this moment, and memory is gone. */
  async crash(): Promise<void> {
    this.#crashed = true
    const positions = this.#folder.at('positions')
    const kept = this.#folder.at('positions.kept')
    try {
      copyWhileSaved(positions, kept)
    } finally {
      this.#abort.abort()
      await this.ended.catch(() => undefined)
    }
    fs.rmSync(positions, { recursive: true, force: true })
    if (fs.existsSync(kept)) fs.renameSync(kept, positions)
  }
}

/** Copies a folder in which files are replaced meanwhile: one that went away between two looks is looked for anew. */
function copyWhileSaved(from: string, to: string): void {
  for (;;) {
    fs.rmSync(to, { recursive: true, force: true })
    if (!fs.existsSync(from)) return
    try {
      fs.cpSync(from, to, { recursive: true })
      return
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** A tail that is stopped when the test `t` is over. */
export function tailFor(
  t: { after(end: () => Promise<void>): void },
  folder: Folder,
  options: TailOptions = {},
): Tail {
  const tail = new Tail(folder, options)
  t.after(() => tail.stop().catch(() => undefined))
  return tail
}

export interface LogEntry {
  level: string
  message: string
}

export function collectingLogger(): { logger: Logger; entries: LogEntry[] } {
  const entries: LogEntry[] = []
  const at = (level: string) => (_fields: object, message: string) => {
    entries.push({ level, message })
  }
  return { logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }, entries }
}
