import { IconDatabase } from '@tabler/icons-react'
import type { Evidence, MatchedField } from '../../../../src/schema/alert.ts'
import { Link } from '../../frame/link.tsx'
import { Copy } from '../../ui/copy.tsx'
import { decodeBase64, hexDump } from '../../ui/hex-dump.ts'
import { LogText } from '../../ui/log-text.tsx'
import { marksIn } from '../../ui/marks.ts'

/** Records shown before the one that matched: what led to it. */
const LINES_BEFORE = 20

interface EvidenceProps {
  evidence: Evidence
  matched: readonly MatchedField[]
}

/** A record that the alert rests on, whole, with the way to it in its topic. */
export function EvidenceRecord({ evidence, matched }: EvidenceProps) {
  const { topic, partition, offset, encoding, raw } = evidence
  const text = encoding === 'base64' ? hexDump(decodeBase64(raw)) : raw
  const at = new URLSearchParams({
    partition: String(partition),
    offset: String(Math.max(0, offset - LINES_BEFORE)),
    open: String(offset),
  })
  return (
    <div className="evidence">
      <pre className="evidence__raw">
        <LogText text={text} marks={encoding === 'utf8' ? marksIn(text, matched) : []} lines />
      </pre>
      <div className="evidence__foot">
        <Link
          to={`/kafka/${encodeURIComponent(topic)}?${at}`}
          className="evidence__place"
          title="The record among those around it"
        >
          <IconDatabase size={13} />
          {topic} / {partition} / {offset}
        </Link>
        {encoding === 'base64' && <span className="dim">not text: shown as bytes</span>}
        <Copy text={raw} what={encoding === 'base64' ? 'Copy as base64' : 'Copy the record'} />
      </div>
    </div>
  )
}
