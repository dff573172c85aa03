import type { ReactNode } from 'react'
import type { Level } from '../../../src/schema/level.ts'
import { LEVEL_WORDS } from './level-order.ts'
import './level.css'

/** A shape for each level: colour alone says nothing to every twelfth man, or on paper. */
const SHAPES: Record<Level, ReactNode> = {
  critical: (
    <>
      <path d="M4.7 0.8h6.6l3.9 3.9v6.6l-3.9 3.9H4.7L0.8 11.3V4.7z" fill="currentColor" />
      <path d="M8 4v5M8 11.4v.2" className="level__cut" />
    </>
  ),
  high: (
    <>
      <path d="M8 1.2 15.4 14.4H.6z" fill="currentColor" strokeLinejoin="round" />
      <path d="M8 6v3.8M8 12v.1" className="level__cut" />
    </>
  ),
  medium: <path d="M8 1 15 8 8 15 1 8z" fill="currentColor" />,
  low: <circle cx="8" cy="8" r="5.6" fill="currentColor" />,
  informational: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2" />,
}

export function LevelIcon({ level, size = 12 }: { level: Level; size?: number }) {
  return (
    <svg
      className={`level level--${level}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {SHAPES[level]}
    </svg>
  )
}

export function LevelBadge({ level }: { level: Level }) {
  return (
    <span className={`level-badge level--${level}`}>
      <LevelIcon level={level} />
      {LEVEL_WORDS[level]}
    </span>
  )
}
