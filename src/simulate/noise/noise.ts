import type { Random } from '../random.ts'
import { applicationLine } from './application.ts'
import { loginLine } from './logins.ts'
import { machineLine } from './machines.ts'
import { visitLine } from './visits.ts'
import { workstationLine } from './workstations.ts'

/** Each kind as often as its weight in the list. */
const KINDS = [
  visitLine,
  visitLine,
  visitLine,
  visitLine,
  applicationLine,
  applicationLine,
  applicationLine,
  machineLine,
  machineLine,
  loginLine,
  loginLine,
  workstationLine,
] as const

/** A line of ordinary life, on which no shipped rule may fire. */
export const noiseLine = (random: Random, time_ms: number): string => random.pick(KINDS)(random, time_ms)
