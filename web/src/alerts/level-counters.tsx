import { Skeleton } from '@mantine/core'
import type { LevelCounts } from '../../../src/schema/http.ts'
import type { Level } from '../../../src/schema/level.ts'
import { setParams } from '../frame/router.ts'
import { compact, count } from '../ui/format.ts'
import { LevelIcon } from '../ui/level.tsx'
import { LEVEL_WORDS, LEVELS_WORST_FIRST } from '../ui/level-order.ts'
import { toggled } from './view.ts'
import './level-counters.css'

/** Exact as long as it fits. */
const short = (value: number): string => (value < 10_000 ? count(value) : compact(value))

interface LevelCountersProps {
  counts: LevelCounts | null
  failed: boolean
  chosen: readonly Level[]
}

/** How many of each level in the range; a click shows only those, another one all again. */
export function LevelCounters({ counts, failed, chosen }: LevelCountersProps) {
  return (
    <fieldset className="counters">
      <legend className="visually-hidden">Levels</legend>
      {LEVELS_WORST_FIRST.map(level => {
        const value = counts?.[level] ?? 0
        const pressed = chosen.includes(level)
        const muted = chosen.length > 0 && !pressed
        return (
          <button
            key={level}
            type="button"
            className={`plain-button counter counter--${level}`}
            data-muted={muted || undefined}
            data-none={value === 0 || undefined}
            aria-pressed={pressed}
            title={counts ? `${count(value)} ${LEVEL_WORDS[level].toLowerCase()}` : undefined}
            onClick={() => setParams({ level: toggled(chosen, level) })}
          >
            <span className="counter__word">
              <LevelIcon level={level} /> {LEVEL_WORDS[level]}
            </span>
            <span className="counter__number">
              {counts && short(value)}
              {!counts && (failed ? '–' : <Skeleton width={34} height={18} my={4} />)}
            </span>
          </button>
        )
      })}
    </fieldset>
  )
}
