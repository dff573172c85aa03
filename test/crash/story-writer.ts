import type { Random } from '../../src/simulate/random.ts'
import type { StoryOracle, ToldStory } from '../helpers/expected-stories.ts'
import { storyLine, timeLine } from '../helpers/story-lines.ts'
import { EPOCH_MS, EPOCHS_MAX } from './settings.ts'

/**
 * Lines of which correlations make stories, and the stories that they must be. They come in epochs: each is over at once
 * when its successor begins, so far ahead in time that everything of it is decided. Until then windows are open.
 */
export interface StoryWriter {
  /** The next line. */
  line(name: string): string
  /** While it is held no lines are due, so that those of an epoch have all been read before the next one begins. */
  hold(): void
  release(): void
  readonly is_held: boolean
  /** Begins the next epoch, with lines that are to be written to each of the files. */
  nextEpoch(): string[]
  /** Of the epoch before this one, or of all before. */
  expected(which: 'last' | 'all'): Expected
}

export interface Expected {
  readonly from_ms: number
  readonly until_ms: number
  readonly stories: readonly ToldStory[]
}

export function createStoryWriter(random: Random, oracle: StoryOracle): StoryWriter {
  const began_ms = Date.now()
  let ahead_ms = 0
  let from_ms = began_ms
  let lines: string[] = []
  let is_held = false
  let last: Expected = { from_ms, until_ms: from_ms, stories: [] }
  const all: ToldStory[] = []
  return {
    line(name) {
      const line = storyLine(random, name, Date.now() + ahead_ms)
      lines.push(line)
      return line
    },
    get is_held() {
      return is_held
    },
    hold() {
      is_held = true
    },
    release() {
      is_held = false
    },
    nextEpoch() {
      if (ahead_ms >= EPOCHS_MAX * EPOCH_MS) throw new Error(`story time is over after ${EPOCHS_MAX} rounds`)
      ahead_ms += EPOCH_MS
      const next_ms = Date.now() + ahead_ms
      last = { from_ms, until_ms: next_ms, stories: oracle.storiesOf(lines) }
      all.push(...last.stories)
      lines = []
      from_ms = next_ms
      return ['a', 'b'].map(name => timeLine(`${name} ${next_ms}`, next_ms))
    },
    expected: which => (which === 'last' ? last : { ...last, from_ms: began_ms, stories: all }),
  }
}
