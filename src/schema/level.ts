import { z } from 'zod'

/** Severity of a rule and its alerts, mildest first (Sigma specification 2.1, "level"). */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const

export const levelSchema = z.enum(LEVELS)
export type Level = z.infer<typeof levelSchema>
