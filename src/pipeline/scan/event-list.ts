import type { StoryReport } from '../../correlate/report.ts'
import { Output } from './output.ts'
import { lineIn, type RecordPlaces } from './record-places.ts'
import { TimeText } from './time-text.ts'

/**
 * The events of results as lists of JSON. They are most of what a scan prints of correlations, so they are put together
 * from bytes that are at hand: of each event a text of its own would be garbage in a moment.
 */
export class EventList {
  readonly #places: RecordPlaces
  readonly #output = new Output()
  readonly #times = new TimeText()
  /** By the id of a rule, and by the name of a file: what stands before the time, and before the line. */
  readonly #rules = new Map<string, Uint8Array>()
  readonly #files = new Map<string, Uint8Array>()

  constructor(places: RecordPlaces) {
    this.#places = places
  }

  /** Of each its rule, time, file and line; the result of an inner correlation has no place. Overwritten by the next. */
  bytesOf(evidence: StoryReport['evidence']): Uint8Array {
    const output = this.#output
    output.append(OPEN)
    let is_first = true
    for (const { id, rule, time_ms } of evidence) {
      if (!is_first) output.append(COMMA)
      is_first = false
      output.append(bytesFor(this.#rules, rule, beforeTime))
      output.append(this.#times.bytesOf(time_ms) ?? NULL)
      const block = typeof id === 'number' ? this.#places.blockOf(id) : undefined
      if (block && typeof id === 'number') {
        output.append(bytesFor(this.#files, block.file, beforeLine))
        output.whole(lineIn(block, id))
      }
      output.append(END)
    }
    output.append(CLOSE)
    return output.take()
  }
}

const beforeTime = (rule: string) => `{"rule_id":${rule},"time":`
const beforeLine = (file: string) => `,"file":${file},"line":`

/** There are few rules and files. */
function bytesFor(
  known: Map<string, Uint8Array>,
  name: string,
  around: (text: string) => string,
): Uint8Array {
  const bytes = known.get(name)
  if (bytes) return bytes
  if (known.size >= NAMES_MAX) known.clear()
  const made = Buffer.from(around(JSON.stringify(name)))
  known.set(name, made)
  return made
}

const NAMES_MAX = 1000
const OPEN = Buffer.from('[')
const CLOSE = Buffer.from(']')
const COMMA = Buffer.from(',')
const END = Buffer.from('}')
const NULL = Buffer.from('null')
