import { createInterface } from 'node:readline/promises'
import type { Invocation } from '../command.ts'

/** Asks one question after the other on a terminal. Empty answers are those in brackets. */
export interface Questions {
  ask(question: string, otherwise?: string): Promise<string>
  close(): void
}

/** Undefined where there is nobody to ask. */
export function questionsOn({ stdin, stderr, signal }: Invocation): Questions | undefined {
  if (!('isTTY' in stdin) || stdin.isTTY !== true) return undefined
  const terminal = createInterface({ input: stdin, output: stderr })
  return {
    async ask(question, otherwise = '') {
      const shown = otherwise === '' ? question : `${question} [${otherwise}]`
      const answer = await terminal.question(`${shown}: `, { signal })
      return answer.trim() || otherwise
    },
    close: () => terminal.close(),
  }
}
