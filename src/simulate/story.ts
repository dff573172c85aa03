import type { Random } from './random.ts'

/** One line of an attack, with the ids of the shipped rules that must fire on it: none for a harmless-looking one. */
export interface Step {
  line: (time_ms: number) => string
  rules: readonly string[]
}

/** An attack from its first line to its last. Who, where and how often is up to chance. */
export type Story = (random: Random) => Step[]
