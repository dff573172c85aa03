import { type Piece, piecesOf, type Span } from './visible.ts'
import './log-text.css'

interface LogTextProps {
  text: string
  marks?: readonly Span[]
  /** Keep line feeds and tabs, in a block that shows them. */
  lines?: boolean
}

const NO_MARKS: readonly Span[] = []

function Shown({ piece }: { piece: Piece }) {
  const text = piece.hidden ? <span className="log-text__hidden">{piece.text}</span> : piece.text
  return piece.marked ? <mark>{text}</mark> : text
}

/** Text from a log, with hidden characters made visible and the matched parts marked. */
export function LogText({ text, marks = NO_MARKS, lines = false }: LogTextProps) {
  return (
    <bdi className="log-text">
      {piecesOf(text, marks, lines).map(piece => (
        <Shown key={piece.start} piece={piece} />
      ))}
    </bdi>
  )
}
