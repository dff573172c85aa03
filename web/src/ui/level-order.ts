import type { Level } from '../../../src/schema/level.ts'

/** Worst first, as people read them. */
export const LEVELS_WORST_FIRST: readonly Level[] = ['critical', 'high', 'medium', 'low', 'informational']

/** Narrow places say "info": the long word would cost every row its width. */
export const LEVEL_WORDS: Record<Level, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Info',
}
