import type { Logger } from '../../runtime/logger.ts'
import type { FileStat } from './identity.ts'

export interface PathProblem {
  state: 'missing' | 'unreadable'
  message: string
}

/** Why paths can not be read at the moment. Each change is logged once. */
export class PathProblems {
  readonly #logger: Logger
  readonly #problems = new Map<string, PathProblem>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  get paths(): Iterable<string> {
    return this.#problems.keys()
  }

  at(path: string): PathProblem | null {
    return this.#problems.get(path) ?? null
  }

  set(path: string, problem: PathProblem | null): void {
    const before = this.at(path)
    if (problem === null) this.#problems.delete(path)
    else this.#problems.set(path, problem)
    if (before?.message === problem?.message) return
    if (problem === null) this.#logger.info({ path }, 'the file can be read now')
    else this.#logger.warn({ path, reason: problem.message }, 'the file can not be read')
  }
}

/** What is wrong with something that is no regular file. */
export function notAFile(stat: FileStat): PathProblem {
  const message =
    stat.kind === 'directory' ? 'a directory, not a file' : 'a pipe, socket or device, not a file'
  return { state: 'unreadable', message }
}
