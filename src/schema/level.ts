/** Severity of a rule and its alerts, mildest first (Sigma specification 2.1, "level"). */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const

export type Level = (typeof LEVELS)[number]
