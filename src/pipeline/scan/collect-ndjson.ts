import { KeptText, type LineWriter } from '../../sigma/index.ts'
import { isoTime } from '../alert.ts'
import type { LineMatch } from '../line-matcher.ts'
import type { Collected, Collector, FoundRecord } from './collect.ts'
import { Output } from './output.ts'

type Rule = LineMatch['rule']

/** A text for those who write texts, and for those who write bytes. */
interface Part {
  readonly text: string
  readonly kept: KeptText
}

/**
 * One JSON object a line for each match: from the bytes of the record where they can be written as they are, from the
 * event where not.
 */
export class NdjsonCollector implements Collector {
  readonly #rules = new Map<Rule, Part>()
  readonly #before_fields = new KeptText(BEFORE_FIELDS)
  readonly #end = new KeptText(END)
  #file: (Part & { readonly name: string }) | undefined
  /** Behind it comes what a writer has written last. */
  readonly #output = new Output()
  #writer: LineWriter | undefined

  add(found: FoundRecord): void {
    const time = isoTime(found.event.time_ms)
    const after_line = `,"time":${time === undefined ? 'null' : `"${time}"`},"matched":`
    if (found.writer && this.#write(found, found.writer, after_line)) return
    this.#takeWritten()
    const { file, line, event, matches } = found
    const fields = JSON.stringify(event.fields)
    for (const { rule, matched } of matches)
      this.#output.text(
        `${this.#startOf(rule).text}${this.#fileOf(file).text}${line}${after_line}${JSON.stringify(matched)}${BEFORE_FIELDS}${fields}${END}`,
      )
  }

  take(): Collected {
    this.#takeWritten()
    return { kind: 'text', bytes: this.#output.take() }
  }

  /** False if that can not be done without the event. */
  #write({ file, line, matches }: FoundRecord, writer: LineWriter, after_line: string): boolean {
    if (writer !== this.#writer) this.#takeWritten()
    writer.begin()
    for (const { rule } of matches) {
      writer.kept(this.#startOf(rule).kept)
      writer.kept(this.#fileOf(file).kept)
      writer.decimal(line)
      writer.ascii(after_line)
      writer.matched(rule)
      writer.kept(this.#before_fields)
      writer.fields()
      writer.kept(this.#end)
    }
    this.#writer = writer
    return writer.end()
  }

  #takeWritten(): void {
    if (this.#writer) for (const bytes of this.#writer.take()) this.#output.append(bytes)
    this.#writer = undefined
  }

  #startOf(rule: Rule): Part {
    let start = this.#rules.get(rule)
    if (start === undefined) {
      const { id: rule_id, title: rule_title, level, tags } = rule
      start = partOf(JSON.stringify({ rule_id, rule_title, level, tags }).slice(0, -1))
      this.#rules.set(rule, start)
    }
    return start
  }

  /** Of a name that comes again and again. */
  #fileOf(name: string): Part {
    if (this.#file?.name !== name) {
      this.#file?.kept.release()
      this.#file = { name, ...partOf(`,"file":${JSON.stringify(name)},"line":`) }
    }
    return this.#file
  }
}

const BEFORE_FIELDS = ',"fields":'
const END = '}\n'
function partOf(text: string): Part {
  return { text, kept: new KeptText(text) }
}
