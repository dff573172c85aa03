/** Finds the parts of a text that made a rule match. */
import type { MatchedField } from '../../../src/schema/alert.ts'
import type { Span } from './visible.ts'

const NEEDLES_MAX = 20
const MARKS_MAX = 60

/** Shorter ones, such as `0` or `su`, stand in too many places where they mean nothing. */
const NEEDLE_MIN = 3

/**
 * What to look for: of `contains: x` and its kin the literal, since the field's whole value says less; of a regular
 * expression the words in it; of what compares otherwise the value that was found. Expressions are not run here:
 * a browser's engine can be made to take forever over one.
 */
function needlesOf({ pattern, value }: MatchedField): string[] {
  const colon = pattern.indexOf(': ')
  const modifiers = colon < 0 ? [] : pattern.slice(0, colon).split('|')
  const operand = (colon < 0 ? pattern : pattern.slice(colon + 2)).replace(/^"(.*)"$/s, '$1')
  const found = modifiers.includes('re')
    ? (operand.match(/[a-z][a-z_-]{3,}/gi) ?? [])
    : operand
        .split(/[*?]/)
        .toSorted((a, b) => b.length - a.length)
        .slice(0, 1)
  const lower = value.toLowerCase()
  const held = found.filter(part => part.length >= NEEDLE_MIN && lower.includes(part.toLowerCase()))
  return held.length > 0 ? held : [value]
}

/** Where the matched parts stand in `text`, sorted, not overlapping; the first occurrences where there are many. */
export function marksIn(text: string, matched: readonly MatchedField[]): Span[] {
  const lower = text.toLowerCase()
  // Lowering a few letters of a few languages changes their length, and positions with it.
  const folded = lower.length === text.length
  const found: Span[] = []
  for (const needle of new Set(matched.slice(0, NEEDLES_MAX).flatMap(needlesOf))) {
    const wanted = folded ? needle.toLowerCase() : needle
    if (wanted.length < NEEDLE_MIN) continue
    const source = folded ? lower : text
    for (let at = source.indexOf(wanted); at >= 0 && found.length < MARKS_MAX; ) {
      found.push({ start: at, end: at + wanted.length })
      at = source.indexOf(wanted, at + wanted.length)
    }
  }
  return merged(found)
}

function merged(spans: Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else result.push({ ...span })
  }
  return result
}

const LEAD = 10
const LINE_MAX = 500

/** One line of a text in which the first mark stands within `room` characters: what is before it gives way. */
export function excerpt(text: string, marks: readonly Span[], room: number): { text: string; marks: Span[] } {
  const [first] = marks
  const start =
    first && first.end > room ? Math.max(0, Math.min(first.start - LEAD, first.end - room + 2)) : 0
  const lead = start > 0 ? '…' : ''
  const shift = start - lead.length
  const line = lead + text.slice(start, start + LINE_MAX)
  const kept = marks.flatMap(mark => {
    const moved = { start: mark.start - shift, end: Math.min(mark.end - shift, line.length) }
    return moved.start < moved.end ? [moved] : []
  })
  return { text: line, marks: kept }
}
