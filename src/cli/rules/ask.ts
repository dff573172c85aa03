import { createInterface } from 'node:readline/promises'
import { printable } from '../../runtime/printable.ts'
import type { Invocation } from '../command.ts'

/** Asks one question after the other on a terminal. Empty answers are those in brackets. */
export interface Questions {
  /**
   * The answer to `question`, which is asked again as long as `complaint` has something to say of it.
   * @throws NoMoreAnswers
   */
  ask(
    question: string,
    otherwise?: string,
    complaint?: (answer: string) => string | undefined,
  ): Promise<string>
  close(): void
}

/** Whoever was asked has left. */
export class NoMoreAnswers extends Error {
  override readonly name = 'NoMoreAnswers'
}

/** Undefined where there is nobody to ask. */
export function questionsOn({ stdin, stderr, signal }: Invocation): Questions | undefined {
  if (!('isTTY' in stdin) || stdin.isTTY !== true) return undefined
  const terminal = createInterface({ input: stdin, output: stderr })
  const end = new AbortController()
  terminal.once('close', () => end.abort())
  const stop = AbortSignal.any([signal, end.signal])
  const answerTo = async (text: string) => {
    try {
      return await terminal.question(text, { signal: stop })
    } catch (error) {
      if (error instanceof Error && LEFT.has(error.name)) throw new NoMoreAnswers()
      throw error
    }
  }
  return {
    async ask(question, otherwise = '', complaint = () => undefined) {
      const shown = otherwise === '' ? question : `${question} [${otherwise}]`
      for (;;) {
        const answer = (await answerTo(`${shown}: `)).trim() || otherwise
        const wrong = complaint(answer)
        if (wrong === undefined) return answer
        stderr.write(printable(`  ${wrong}\n`))
      }
    },
    close: () => terminal.close(),
  }
}

/** By Ctrl+C or Ctrl+D, or because the terminal is gone. */
const LEFT: ReadonlySet<string> = new Set(['AbortError', 'ERR_USE_AFTER_CLOSE'])
