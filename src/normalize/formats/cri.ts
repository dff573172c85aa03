/**
 * Lines of containers as Kubernetes' runtimes keep them: a time, the stream, whether the line is whole, and the line.
 * https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
 *
 * The line is read for itself; `stream` stays beside it.
 */
import type { LogFormat, ParseContext, ParsedRecord } from '../format.ts'
import { parseIsoTime } from '../time/iso-time.ts'

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) [FP] /

export const cri: LogFormat = {
  name: 'cri',
  parse(text: string, context: ParseContext): ParsedRecord | undefined {
    const head = LINE.exec(text)
    if (!head) return undefined
    const [whole, time = '', stream] = head
    const line = text.slice(whole.length)
    const time_ms = parseIsoTime(time, 0)
    const within = context.within?.(line, { ...context, received_ms: time_ms ?? context.received_ms })
    if (!within) return { time_ms, logsource: {}, fields: { stream, message: line }, text: line }
    return { ...within, time_ms: within.time_ms ?? time_ms, fields: { stream, ...within.fields } }
  },
}
