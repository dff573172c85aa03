import type { ReactNode } from 'react'

interface CardProps {
  /** Its name for those who do not see it. */
  label: string
  /** What its head shows; the label where nothing else is said. */
  title?: string
  /** Something small behind the title. */
  note?: string
  children: ReactNode
}

/** A part of a screen, with its title above it. */
export function Card({ label, title = label, note, children }: CardProps) {
  return (
    <section className="card" aria-label={label}>
      <div className="card__head">
        <h2>{title}</h2>
        {note !== undefined && <span className="dim">{note}</span>}
      </div>
      {children}
    </section>
  )
}
