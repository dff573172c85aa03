import type { Command } from './command.ts'
import { config } from './config.ts'
import { deadLetters } from './dead-letters/dead-letters.ts'
import { rules } from './rules/rules.ts'
import { scan } from './scan/scan.ts'
import { collector, correlator, dashboard, detector } from './services.ts'
import { simulate } from './simulate.ts'
import { up } from './up.ts'

/** Every command, in the order of the overview. */
export const commands: readonly Command[] = [
  up,
  collector,
  detector,
  correlator,
  dashboard,
  simulate,
  scan,
  rules,
  deadLetters,
  config,
]
