import type { DetectionRule, TemplatePart } from '../../sigma/index.ts'
import { isoTime } from '../alert.ts'
import type { LineMatch, WrittenReceiver } from '../line-matcher.ts'
import type { Collected, Collector, FoundRecord } from './collect.ts'
import { Output } from './output.ts'

type Rule = LineMatch['rule']

/**
 * One JSON object a line for each match: from the bytes of the record where they can be written as they are, from the
 * event where not.
 */
export class NdjsonCollector implements Collector {
  readonly #starts = new Map<Rule, string>()
  readonly #output = new Output()

  templateOf(rule: DetectionRule): readonly TemplatePart[] {
    return [
      { text: this.#startOf(rule) },
      'batch',
      'line',
      { text: BEFORE_TIME },
      'time',
      { text: BEFORE_MATCHED },
      'matched',
      { text: BEFORE_FIELDS },
      'fields',
      { text: END },
    ]
  }

  writing(file: string, first_line: number, counted: WrittenReceiver['counted']): WrittenReceiver {
    return { text: textOf(file), first_line, written: bytes => this.#output.append(bytes), counted }
  }

  add({ file, line, event, matches }: FoundRecord): void {
    const time = isoTime(event.time_ms)
    const after_line = `${BEFORE_TIME}${time === undefined ? 'null' : `"${time}"`}${BEFORE_MATCHED}`
    const fields = JSON.stringify(event.fields)
    for (const { rule, matched } of matches)
      this.#output.text(
        `${this.#startOf(rule)}${textOf(file)}${line}${after_line}${JSON.stringify(matched)}${BEFORE_FIELDS}${fields}${END}`,
      )
  }

  take(): Collected {
    return { kind: 'text', bytes: this.#output.take() }
  }

  #startOf(rule: Rule): string {
    let start = this.#starts.get(rule)
    if (start === undefined) {
      const { id: rule_id, title: rule_title, level, tags } = rule
      start = JSON.stringify({ rule_id, rule_title, level, tags }).slice(0, -1)
      this.#starts.set(rule, start)
    }
    return start
  }
}

const BEFORE_TIME = ',"time":'
const BEFORE_MATCHED = ',"matched":'
const BEFORE_FIELDS = ',"fields":'
const END = '}\n'

function textOf(file: string): string {
  return `,"file":${JSON.stringify(file)},"line":`
}
