/**
 * Wakes the source when something happens in a folder (inotify on Linux). Only a hint: events can be lost (a full
 * queue, a network file system) or impossible (the limit of watches is reached), so looking again at intervals
 * stays the truth, and a folder that can not be watched costs latency only.
 */
import * as fs from 'node:fs'
import { messageOf } from '../../errors.ts'

export interface WatcherEvents {
  /** `kind` is `rename` when a name came, went or changed its meaning, `change` when a file was written. */
  onEvent(folder: string, name: string | null, kind: 'rename' | 'change'): void
  /** Called when watching became impossible, with the reason, and with null when it works again. */
  onProblem(problem: string | null): void
}

export class FolderWatcher {
  readonly #events: WatcherEvents
  readonly #watches = new Map<string, { inode: bigint; watch: fs.FSWatcher }>()
  #problem: string | null = null

  constructor(events: WatcherEvents) {
    this.#events = events
  }

  /** Whether all folders could be watched. */
  get works(): boolean {
    return this.#problem === null
  }

  /** Watches exactly these folders; called again and again, so that a folder made anew is watched anew. */
  watch(folders: ReadonlySet<string>): void {
    for (const folder of this.#watches.keys()) if (!folders.has(folder)) this.#drop(folder)
    let problem: string | null = null
    for (const folder of folders) {
      const inode = fs.statSync(folder, { bigint: true, throwIfNoEntry: false })?.ino
      const known = this.#watches.get(folder)
      if (known && known.inode === inode) continue
      this.#drop(folder)
      if (inode === undefined) continue
      try {
        const watch = fs.watch(folder, (kind, name) => this.#events.onEvent(folder, name, kind))
        watch.on('error', () => this.#drop(folder))
        this.#watches.set(folder, { inode, watch })
      } catch (error) {
        problem = messageOf(error)
        // The limit of watches stands for all of them; a folder that is closed to us for itself.
        if (!isPermission(error)) break
      }
    }
    if (problem !== this.#problem) this.#events.onProblem(problem)
    this.#problem = problem
  }

  close(): void {
    for (const folder of this.#watches.keys()) this.#drop(folder)
  }

  #drop(folder: string): void {
    this.#watches.get(folder)?.watch.close()
    this.#watches.delete(folder)
  }
}

const isPermission = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')
