import { messageOf } from '../../errors.ts'
import { BinaryXml } from '../../normalize/evtx/binary-xml.ts'
import { eventOfElement } from '../../normalize/xml/element.ts'
import type { LineBatch } from '../line-matcher.ts'
import { EVTX_RECORD_HEADER_BYTES, evtxRecords } from './evtx-splitter.ts'

/**
 * The records of chunks of a Windows event log, each as a line of JSON in the shape of evtx_dump. A record that can not
 * be read is a line that begins as JSON and is none, so that it is counted as unparsed in its place.
 */
export function evtxLines({ bytes, bounds, count, written_ms }: LineBatch): LineBatch {
  const lines: Buffer[] = []
  for (let number = 0; number < count; number++) {
    const chunk = bytes.subarray(bounds[2 * number], bounds[2 * number + 1])
    const reader = new BinaryXml(chunk)
    for (const { start, end } of evtxRecords(chunk).records)
      lines.push(Buffer.from(lineOf(reader, start + EVTX_RECORD_HEADER_BYTES, end)))
  }
  const line_bounds = new Int32Array(2 * lines.length)
  let at = 0
  for (const [line, { length }] of lines.entries()) {
    line_bounds[2 * line] = at
    at += length
    line_bounds[2 * line + 1] = at
  }
  return { bytes: Buffer.concat(lines), bounds: line_bounds, count: lines.length, written_ms }
}

function lineOf(reader: BinaryXml, start: number, end: number): string {
  try {
    const [root] = reader.elements(start, end)
    const event = root && eventOfElement(root)
    return event ? JSON.stringify(event) : '{no event'
  } catch (error) {
    if (error instanceof RangeError) return `{${messageOf(error)}`
    throw error
  }
}
