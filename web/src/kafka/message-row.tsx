import { IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { TopicMessage } from '../../../src/schema/http.ts'
import { Copy } from '../ui/copy.tsx'
import { bytes } from '../ui/format.ts'
import { decodeBase64, hexDump } from '../ui/hex-dump.ts'
import { LogText } from '../ui/log-text.tsx'
import { Ago, At } from '../ui/time.tsx'
import { visible } from '../ui/visible.ts'

type Bytes = TopicMessage['value']

const LINE_MAX = 400

/** What of the bytes fits a line. */
const lineOf = ({ encoding, text }: Bytes): string =>
  encoding === 'utf8' ? text.slice(0, LINE_MAX) : `${text.slice(0, 80)} (base64)`

/** JSON is set out for reading; anything else is shown as it is. */
function shownText({ encoding, text, bytes }: Bytes): string {
  if (encoding === 'base64') return hexDump(decodeBase64(text))
  if (!/^\s*[[{]/.test(text) || bytes > 32_768) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // It only looked like JSON.
    return text
  }
}

function Part({ name, value }: { name: string; value: Bytes }) {
  const cut = value.encoding === 'utf8' && value.bytes > new TextEncoder().encode(value.text).length
  return (
    <section className="message__part">
      <div className="message__part-head">
        <h3>{name}</h3>
        <span className="dim">
          {bytes(value.bytes)}
          {value.encoding === 'base64' && ', not text: shown as bytes'}
          {cut && ', cut at 64 KiB'}
        </span>
        <Copy text={value.text} what={value.encoding === 'base64' ? 'Copy as base64' : 'Copy'} />
      </div>
      <pre className="message__text">
        <LogText text={shownText(value)} lines />
      </pre>
    </section>
  )
}

function Whole({ message }: { message: TopicMessage }) {
  const headers = Object.entries(message.headers)
  return (
    <div className="message__whole">
      <Part name="Value" value={message.value} />
      {headers.length > 0 && (
        <section className="message__part">
          <div className="message__part-head">
            <h3>Headers</h3>
          </div>
          <dl className="message__headers mono">
            {headers.map(([name, value]) => (
              <div key={name}>
                <dt>{visible(name)}</dt>
                <dd>
                  <LogText text={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {message.key && <Part name="Key" value={message.key} />}
      <p className="dim">
        Taken at <At at={message.time} />
      </p>
    </div>
  )
}

interface MessageRowProps {
  message: TopicMessage
  open: boolean
  onToggle: () => void
}

/** A record as a line that opens into the whole of it. */
export function MessageRow({ message, open, onToggle }: MessageRowProps) {
  const row = useRef<HTMLLIElement>(null)
  // Only what was open from the start is scrolled to: a link named it.
  const [named] = useState(open)
  useEffect(() => {
    if (named) row.current?.scrollIntoView({ block: 'center' })
  }, [named])
  return (
    <li ref={row} className="message" data-open={open || undefined}>
      <button type="button" className="plain-button message__line" aria-expanded={open} onClick={onToggle}>
        <IconChevronRight size={14} className="message__arrow" />
        <span className="message__offset">{message.offset}</span>
        <span className="message__time dim">
          <Ago at={message.time} />
        </span>
        <span className="message__key ellipsis mono dim">
          {message.key && <LogText text={lineOf(message.key)} />}
        </span>
        <span className="message__value ellipsis mono">
          <LogText text={lineOf(message.value)} />
        </span>
      </button>
      {open && <Whole message={message} />}
    </li>
  )
}
