/** Reads the content of an archive on from a mark, cut into records as a log's is. */

import { DamagedArchive, gunzip } from '../../../runtime/gunzip.ts'
import type { SourceRecord } from '../../source.ts'
import { encodingOf } from '../encoding.ts'
import { type Digest, digestOf, TAIL_BYTES } from '../identity.ts'
import { cutLines, type LineLimits } from '../lines.ts'
import type { FileContent, Mark } from '../tailed-file.ts'

/** How much is unpacked before it is delivered. */
const TURN_BYTES = 256 * 1024

export interface ArchiveTurn {
  records: SourceRecord[]
  cut_lines: number
  /** Where the reading stands once these records are safe; offsets are those of the unpacked content. */
  end: Mark
}

/** What was read of a log: an archive that begins with the same is not read again up to there. */
export interface ReadContent {
  fingerprint: Digest
  mark: Mark
  /** Whether it was all that the log held: a longer archive is another log's that begins alike. */
  whole: boolean
}

/** Throws DamagedArchive after the turns of what could be unpacked. */
export async function* archiveTurns(
  fd: number,
  from: Mark,
  origin: { file_id: string; source: string; content: FileContent },
  limits: LineLimits,
): AsyncGenerator<ArchiveTurn> {
  const { logsource, multiline } = origin.content
  const line_origin = { file_id: () => origin.file_id, source: origin.source, logsource }
  let first = Buffer.alloc(0)
  let mark = from
  /** Unpacked bytes from offset `base` on. */
  let held: Buffer[] = []
  let base = 0
  let held_bytes = 0
  let damage: DamagedArchive | null = null

  function* cut(flush: boolean): Generator<ArchiveTurn> {
    const form = { encoding: encodingOf(first), multiline }
    let rest = Buffer.concat(held)
    for (let more = true; more; ) {
      const turn = cutLines(rest, 0, base, mark.skipping, line_origin, limits, flush, form)
      more = turn.records.length >= limits.records_max
      base += turn.end
      const tail = digestOf(rest.subarray(Math.max(0, turn.end - TAIL_BYTES), turn.end))
      mark = { position: base, tail: turn.end === 0 ? mark.tail : tail, skipping: turn.skipping }
      rest = rest.subarray(turn.end)
      if (turn.end > 0) yield { records: turn.records, cut_lines: turn.cut_lines, end: mark }
    }
    held = [rest]
    held_bytes = rest.length
  }

  let next_cut = TURN_BYTES
  try {
    for await (const chunk of gunzip(fd)) {
      if (first.length < 2) first = Buffer.concat([first, chunk.subarray(0, 2)])
      const skipped = held_bytes === 0 ? Math.min(chunk.length, from.position - base) : 0
      if (skipped > 0) base += skipped
      const fresh = chunk.subarray(Math.max(0, skipped))
      held.push(fresh)
      held_bytes += fresh.length
      if (held_bytes < next_cut) continue
      yield* cut(false)
      // A line that is longer than a turn is looked through again only once it has grown by as much.
      next_cut = Math.max(TURN_BYTES, 2 * held_bytes)
    }
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error
    damage = error
  }
  yield* cut(true)
  if (damage !== null) throw damage
}

/**
 * How far an archive is the same as what was read already: the mark of the longest of `candidates` that it begins
 * with, or the start.
 */
export async function commonStart<T extends ReadContent>(
  fd: number,
  candidates: readonly T[],
): Promise<T | null> {
  const fingerprint_bytes = Math.max(0, ...candidates.map(({ fingerprint }) => fingerprint.bytes))
  let possible = [...candidates]
  let longest: T | null = null
  let whole: T | null = null
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let offset = 0
  try {
    for await (const chunk of gunzip(fd)) {
      whole = null
      if (head.length < fingerprint_bytes) {
        head = Buffer.concat([head, chunk.subarray(0, fingerprint_bytes - head.length)])
        possible = possible.filter(
          ({ fingerprint: { bytes, digest } }) =>
            head.length < bytes || digestOf(head.subarray(0, bytes)).digest === digest,
        )
      }
      const window = Buffer.concat([tail, chunk])
      const window_start = offset - tail.length
      offset += chunk.length
      for (const candidate of possible.sort((a, b) => a.mark.position - b.mark.position)) {
        const { position, tail: expected } = candidate.mark
        if (position > offset || position <= offset - chunk.length) continue
        const end = position - window_start
        const same = digestOf(window.subarray(end - expected.bytes, end)).digest === expected.digest
        if (!same) continue
        if (!candidate.whole) longest = candidate
        else if (position === offset) whole = candidate
      }
      possible = possible.filter(({ mark }) => mark.position > offset)
      if (possible.length === 0 && whole === null) break
      tail = window.subarray(Math.max(0, window.length - TAIL_BYTES))
    }
  } catch (error) {
    // What can be unpacked decides; the reading reports the damage.
    if (!(error instanceof DamagedArchive)) throw error
    whole = null
  }
  return whole ?? longest
}
